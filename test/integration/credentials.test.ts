import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ContainerKeys, startContainerKeys } from '../helpers/container-keys.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { type Gate, openGate, type Visit } from '../helpers/gate.ts';
import { type RunningLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

const hour = 3_600_000;
const linesEach = 3;

interface Scene {
  readonly road: Road;
  readonly keys: ContainerKeys;
  readonly gate: Gate;
  readonly run: RunningLogflow;
  /** Puts so many more objects. */
  put(count: number): Promise<void>;
  /** Waits for all that was put, ends the run, and checks that everything came through and nothing was printed. */
  finish(): Promise<ReturnType<typeof summaryOf>>;
}

/** A consumer that has its keys from a container's endpoint, behind a gate that decides which of them are good. */
async function play(
  life: number,
  judge: (visit: Visit, keys: ContainerKeys) => string | undefined,
  scene: (scene: Scene) => Promise<void>,
): Promise<void> {
  await using road = await openRoad('direct');
  await using keys = await startContainerKeys(life);
  await using gate = await openGate(road.aws.endpoint, (visit) => judge(visit, keys));
  await using out = temporaryFolder();
  await using run = startLogflow(
    [
      // By URL: the server's own would lead past the gate.
      ...[
        'consume',
        '--queue',
        road.queueUrl.replace(road.aws.endpoint, gate.url),
        '--output',
        `ndjson:${out.path}`,
        '--json',
      ],
      ...['--concurrency', '4', '--visibility-timeout', '5s'],
    ],
    { env: { ...road.aws.environment, ...keys.environment, ...gate.environment } },
  );
  let written = 0;
  await scene({
    road,
    keys,
    gate,
    run,
    async put(count) {
      for (let n = 0; n < count; n++, written++) {
        const lines = Array.from({ length: linesEach }, (_, i) => lineOf(written * linesEach + i));
        await road.put(`${folder}/${written}.log.gz`, flowLogObject(lines));
      }
    },
    async finish() {
      await waitFor(async () => Object.values(await road.depth()).every((n) => n === 0), {
        what: 'an empty queue',
        timeoutMs: 240_000,
      });
      run.kill('SIGTERM');
      const { stdout, stderr } = await run.done;
      expect(idsIn(out.path).size).toBe(written * linesEach);
      expect(await road.deadLetters()).toBe(0);
      expect(`${stdout}${stderr}`).not.toMatch(/secret-of|token-of/);
      return summaryOf(stdout);
    },
  });
}

function idsIn(directory: string): Set<string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const rows = files
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').filter(Boolean));
  return new Set(rows.map((row) => (JSON.parse(row) as { _id: string })._id));
}

it('keys that live for seconds are renewed before they end, and nobody notices', () => {
  const ends = new Map<string, number>();
  const life = 4_000;
  const judge = ({ key }: Visit) => {
    if (!ends.has(key)) ends.set(key, Date.now() + life);
    return Date.now() > (ends.get(key) ?? 0) ? 'ExpiredToken' : undefined;
  };
  return play(life, judge, async ({ keys, gate, put, finish }) => {
    // The poller alone keeps them in use.
    await waitFor(() => keys.issued.length >= 2, { what: 'second keys' });
    await put(20);
    await waitFor(() => keys.issued.length >= 4, { what: 'fourth keys' });
    await put(20);
    expect(await finish()).toMatchObject({ ok: true, objects: { delivered: 40, unreadable: 0, failed: 0 } });
    expect(gate.visits.filter(({ refused }) => refused)).toEqual([]);
  });
});

it('keys that AWS no longer takes, long before their time, are replaced: no object fails', () => {
  const reads = new Map<string, number>();
  // The first, the third, … end after forty objects; the others are unknown to the queue.
  const judge = ({ key, bucket }: Visit) => {
    const odd = Number(key.slice('KEY'.length)) % 2 === 1;
    if (bucket === undefined) return odd ? undefined : 'ExpiredTokenException';
    reads.set(key, (reads.get(key) ?? 0) + 1);
    return odd && (reads.get(key) ?? 0) > 40 ? 'ExpiredToken' : undefined;
  };
  return play(hour, judge, async ({ keys, gate, put, finish }) => {
    await put(200);
    expect(await finish()).toMatchObject({ ok: true, objects: { delivered: 200, unreadable: 0, failed: 0 } });
    expect(keys.issued.length).toBeGreaterThan(3);
    const refused = gate.visits.filter((visit) => visit.refused);
    expect(new Set(refused.map(({ bucket }) => bucket)).size).toBe(2);
    // Not a key for each refusal.
    expect(keys.issued.length).toBeLessThan(refused.length + 2);
  });
});

it('an outage of the keys themselves is told, and over when it is over (B35)', () => {
  let out = false;
  const lost = new Set<string>();
  const judge = ({ key }: Visit, keys: ContainerKeys) => {
    if (out) for (const id of keys.issued) lost.add(id);
    return lost.has(key) ? 'ExpiredToken' : undefined;
  };
  return play(hour, judge, async ({ keys, gate, run, put, finish }) => {
    await put(10);
    await waitFor(() => gate.visits.some(({ bucket }) => bucket), { what: 'a first object' });
    keys.down = true;
    out = true;
    await put(10);
    await run.waitForStderr(/(TROUBLE|FAILED|NOT RECEIVING): .*credentials/);
    out = false;
    keys.down = false;
    await put(10);
    const { objects, problems } = (await finish()) as ReturnType<typeof summaryOf> & {
      problems: { code: string }[];
    };
    // What was done and could not be deleted came again.
    expect(objects.delivered).toBeGreaterThanOrEqual(30);
    expect(problems.map(({ code }) => code)).toContain('LF_AWS_CREDENTIALS');
  });
});
