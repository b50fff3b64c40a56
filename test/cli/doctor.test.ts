import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startClusterProxy } from '../helpers/cluster-proxy.ts';
import { motoForTests, wholeSetup } from '../helpers/doctor-kit.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { findMoto } from '../helpers/moto.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { wipe } from '../helpers/search.ts';

const found = await findMoto();
const aws = motoForTests(found);

const environment = () => ({
  AWS_ENDPOINT_URL: aws.moto.endpoint,
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

describeCluster('opensearch2', 'logflow doctor', ({ url }) => {
  it.skipIf(found.kind === 'missing')(
    'a whole set-up: a table, exit 0, and not one message received',
    async () => {
      const setup = await wholeSetup(aws.clients);
      const node = ['--node', url, '--index', `${setup.name}-{yyyy}`];
      expect((await runLogflow(['template', 'install', ...node])).code).toBe(0);
      const { code, stdout, stderr } = await runLogflow(['doctor', '--queue', setup.name, ...node], {
        env: environment(),
      });
      await wipe(url, setup.name);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^ok {4}queue {15}d[0-9a-f]{12} in us-west-2$/m);
      // The geo data grows old by itself.
      expect(stdout).not.toMatch(/^(FAIL|skip|WARN(?! {2}geo data))/m);
      expect(stdout).toMatch(/\n3\d checks(: nothing to do|, 1 warning)\n$/);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      const { Attributes } = await aws.clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: setup.queueUrl, AttributeNames: ['All'] }),
      );
      // moto's test event of the notification, still there for whoever consumes.
      expect(Attributes).toMatchObject({
        ...{ ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' },
      });
    },
  );
});

describe('logflow doctor', () => {
  it.skipIf(found.kind === 'missing')('a failure: exit 1, and the cure at the end', async () => {
    const setup = await wholeSetup(aws.clients);
    await setup.setQueue({ KmsMasterKeyId: 'alias/aws/sqs' });
    const args = ['doctor', '--queue', setup.name];
    const plain = await runLogflow(args, { env: environment() });
    expect(plain.code).toBe(1);
    expect(plain.stdout).toMatch(/^FAIL {2}queue encryption {4}queue d[0-9a-f]+ is encrypted with.*\.\.\.$/m);
    expect(plain.stdout).toMatch(
      /\nfailure: queue encryption\n[\s\S]*\n {2}next: Set it to SSE-SQS [\s\S]*1 failure\n$/,
    );
    const { code, stdout } = await runLogflow([...args, '--json'], { env: environment() });
    const json = JSON.parse(stdout);
    expect({ code, type: json.type, ok: json.ok }).toEqual({ code: 1, type: 'doctor', ok: false });
    const states = json.checks.filter(({ state }: { state: string }) => state !== 'ok');
    expect(states).toMatchObject([{ id: 'queue-encryption', problems: [{ code: 'LF_KMS_AWS_MANAGED' }] }]);
  });

  it('a cluster that hangs is named, and the run ends', async () => {
    await using silent = await startClusterProxy('http://127.0.0.1:1', () => new Promise(() => {}));
    const { code, stdout } = await runLogflow(['doctor', '--node', silent.url, '--json']);
    expect(code).toBe(1);
    const cluster = JSON.parse(stdout).checks.find(({ id }: { id: string }) => id === 'cluster');
    expect(cluster).toMatchObject({ state: 'failure', problems: [{ code: 'LF_CLUSTER_TIMEOUT' }] });
    expect(cluster.problems[0].message).toContain(new URL(silent.url).host);
  });

  it('Ctrl-C ends it at once', async () => {
    const asked = Promise.withResolvers<void>();
    await using silent = await startClusterProxy('http://127.0.0.1:1', () => {
      asked.resolve();
      return new Promise(() => {});
    });
    await using run = startLogflow(['doctor', '--node', silent.url]);
    await asked.promise;
    run.kill('SIGINT');
    expect((await run.done).code).toBe(130);
  });

  it.each([
    [[], '--queue, --node: are what is looked at: give one of them or both'],
    [['--prefix', 'my-bucket/x'], '--prefix: my-bucket/x is not s3://BUCKET/PREFIX'],
    [['--node', 'nowhere', '--username', 'me'], '--node (LOGFLOW_NODE): must be http:// or https:// URLs'],
    [['--node', 'http://127.0.0.1:1', '--index', '{yyyy}'], '--index (LOGFLOW_INDEX): must be like'],
  ])('%j: exit 2', async (args, message) => {
    const { code, stdout, stderr } = await runLogflow(['doctor', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
