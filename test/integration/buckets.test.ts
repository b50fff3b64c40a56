import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { s3Message } from '../helpers/dead-letters.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { type Gate, openGate, type Visit } from '../helpers/gate.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { type Sts, startSts } from '../helpers/sts.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const externalId = 'ext-4711-not-for-print';

const file = `
role-session-name: nightly
buckets:
  - match: other-team-*
    role: ${role('reader')}
    external-id: ${externalId}
  - match: refused-*
    role: ${role('refused')}
    external-id: ${externalId}
  - match: keyed
    keys-from: KEYED
`;

/** Who may read which bucket: the gate knows, as AWS would. */
function mayRead(bucket: string, key: string): boolean {
  if (bucket.startsWith('other-team-')) return /^ASIA/.test(key);
  return key === (bucket === 'keyed' ? 'keyed-id' : 'embedded');
}

interface Scene extends AsyncDisposable {
  readonly road: Road;
  readonly sts: Sts;
  readonly gate: Gate;
  /** By URL: the server's own would lead past the gate. */
  readonly queue: string;
  /** Objects of a bucket, and the message of each. */
  fill(bucket: string, count: number, queueUrl?: string): Promise<void>;
  /** Runs logflow with the file; what it printed holds no secret. */
  logflow(...args: string[]): ReturnType<typeof runLogflow>;
}

async function setUp(text: string, judge: (visit: Visit) => string | undefined): Promise<Scene> {
  const road = await openRoad('nothing');
  const gate = await openGate(road.aws.endpoint, judge);
  const sts = await startSts((call) =>
    call.role === role('refused')
      ? { status: 403, code: 'AccessDenied', message: `not authorized: sts:AssumeRole (${call.externalId})` }
      : undefined,
  );
  const home = temporaryFolder();
  writeFileSync(join(home.path, 'logflow.yaml'), text);
  const known = new Set(['logs']);
  return {
    road,
    sts,
    gate,
    queue: road.queueUrl.replace(road.aws.endpoint, gate.url),
    async fill(Bucket, count, QueueUrl = road.queueUrl) {
      if (!known.has(Bucket)) await road.s3.send(new CreateBucketCommand({ Bucket }));
      known.add(Bucket);
      for (let n = 0; n < count; n++) {
        const Key = `${folder}/${Bucket}-${n}.log.gz`;
        await road.s3.send(new PutObjectCommand({ Bucket, Key, Body: flowLogObject([lineOf(n)]) }));
        const MessageBody = s3Message([Key], undefined, Bucket);
        await road.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }
    },
    async logflow(...args) {
      const run = await runLogflow(args, {
        cwd: home.path,
        env: {
          ...road.aws.environment,
          ...gate.environment,
          AWS_ENDPOINT_URL_STS: sts.url,
          KEYED_ACCESS_KEY_ID: 'keyed-id',
          KEYED_SECRET_ACCESS_KEY: 'secret-of-keyed',
          KEYED_SESSION_TOKEN: 'token-of-keyed',
        },
      });
      expect(`${run.stdout}${run.stderr}`).not.toMatch(/secret-of|token-of|ext-4711/);
      return run;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([road, gate, sts, home].map((part) => part[Symbol.asyncDispose]()));
    },
  };
}

const byBucket = ({ bucket, key }: Visit) =>
  bucket === undefined || mayRead(bucket, key) ? undefined : 'AccessDenied';

/** Keys with which a bucket was asked for. */
const keysFor = ({ gate }: Scene, bucket: string) => [
  ...new Set(gate.visits.filter((visit) => visit.bucket === bucket).map(({ key }) => key)),
];

it('each bucket is read with its own credentials; a role that is refused stops nothing but its own', async () => {
  await using scene = await setUp(file, byBucket);
  const { road, sts } = scene;
  for (const bucket of ['logs', 'other-team-a', 'other-team-b', 'refused-logs', 'keyed']) {
    await scene.fill(bucket, 5);
  }
  const { code, stdout, stderr } = await scene.logflow(
    ...['consume', '--queue', scene.queue, '--output', 'ndjson:out', '--drain', '--json'],
  );
  expect(code, stderr).toBe(1);
  const summary = summaryOf(stdout) as ReturnType<typeof summaryOf> & { problems: object[] };
  expect(summary).toMatchObject({ objects: { delivered: 20, unreadable: 0, failed: 5 } });
  const said = `AWS refuses the role ${role('refused')}: not authorized: sts:AssumeRole (***)`;
  const message = expect.stringContaining(said);
  expect(summary.problems).toMatchObject([{ code: 'LF_AWS_ROLE', count: 5, message }]);
  expect(keysFor(scene, 'logs')).toEqual(['embedded']);
  expect(keysFor(scene, 'keyed')).toEqual(['keyed-id']);
  // One session for both buckets; and none is asked for again for each object.
  expect([...keysFor(scene, 'other-team-a'), ...keysFor(scene, 'other-team-b')]).toEqual(['ASIA1', 'ASIA1']);
  expect(sts.calls.filter((call) => call.role === role('reader'))).toEqual([
    { role: role('reader'), session: 'nightly', externalId, keyId: 'embedded', region: 'us-east-1' },
  ]);
  expect(sts.calls.length).toBeLessThan(6);
  // What could not be read has neither been deleted nor given up.
  const { visible, inFlight, delayed } = await road.depth();
  expect(visible + inFlight + delayed).toBe(5);
  expect(await road.deadLetters()).toBe(0);
});

it('the dlq commands look at objects with the credentials of their bucket', async () => {
  await using scene = await setUp(file, byBucket);
  const { road, logflow } = scene;
  await scene.fill('other-team-a', 2, `${road.queueUrl}-dlq`);
  await scene.fill('keyed', 2, `${road.queueUrl}-dlq`);
  const { code, stdout } = await logflow('dlq', 'list', '--queue', road.queue, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    groups: [
      { reason: 'fine', objects: 2 },
      { reason: 'fine', objects: 2 },
    ],
  });
  expect([...keysFor(scene, 'other-team-a'), ...keysFor(scene, 'keyed')]).toEqual(['ASIA1', 'keyed-id']);
});

it('the dlq commands know a role that is refused from a broken object, and look at the others', async () => {
  const more = `${file}  - match: nobodys\n    profile: missing\n`;
  await using scene = await setUp(more, byBucket);
  const { road, logflow } = scene;
  for (const bucket of ['nobodys', 'refused-logs', 'logs']) {
    await scene.fill(bucket, 2, `${road.queueUrl}-dlq`);
  }
  const look = ['dlq', 'list', '--queue', road.queue, '--json', '--concurrency', '1'];
  const { code, stdout } = await logflow(...look);
  expect(code).toBe(1);
  const { groups, problem } = JSON.parse(stdout) as { groups: { reason: string }[]; problem: object };
  expect(groups.map(({ reason }) => reason)).toEqual(['denied', 'not-looked', 'fine']);
  expect(problem).toMatchObject({ code: 'LF_AWS_CREDENTIALS' });
});

it('rejects in S3 are listed with the credentials of their bucket', async () => {
  await using scene = await setUp(file, byBucket);
  await scene.fill('other-team-a', 1);
  const { code } = await scene.logflow('rejects', 'list', '--rejects', 's3://other-team-a/rejects', '--json');
  expect(code).toBe(0);
  expect(keysFor(scene, 'other-team-a')).toEqual(['ASIA1']);
});

it('requester pays: each request says so, with and without the SDK', async () => {
  const judge = ({ bucket, headers }: Visit) =>
    bucket === 'paid' && headers['x-amz-request-payer'] !== 'requester' ? 'AccessDenied' : undefined;
  await using scene = await setUp('buckets: [{ match: paid, request-payer: requester }]', judge);
  await scene.fill('paid', 8);
  await scene.fill('logs', 8);
  const consume = ['consume', '--queue', scene.queue, '--output', 'ndjson:out', '--drain', '--json'];
  // One after the other: the second object of a bucket is read without the SDK.
  const { code, stdout, stderr } = await scene.logflow(...consume, '--concurrency', '1');
  expect(code, stderr).toBe(0);
  expect(summaryOf(stdout)).toMatchObject({ ok: true, objects: { delivered: 16 } });
  const visits = (bucket: string) => scene.gate.visits.filter((visit) => visit.bucket === bucket);
  expect(visits('paid').map(({ headers }) => headers['amz-sdk-request'] !== undefined)).toEqual([
    true,
    ...Array(7).fill(false),
  ]);
  expect(visits('logs').some(({ headers }) => 'x-amz-request-payer' in headers)).toBe(false);
});

it('variables that keys should come from are missed before anything is begun', async () => {
  await using scene = await setUp('buckets: [{ match: a, keys-from: NOBODY }]', () => undefined);
  const { code, stderr } = await scene.logflow('consume', '--queue', 'q', '--output', 'ndjson:out');
  expect(code).toBe(2);
  expect(stderr).toContain('buckets[0].keys-from: the variable NOBODY_ACCESS_KEY_ID is not set');
  expect(stderr).toContain('buckets[0].keys-from: the variable NOBODY_SECRET_ACCESS_KEY is not set');
  expect(scene.gate.visits).toEqual([]);
});
