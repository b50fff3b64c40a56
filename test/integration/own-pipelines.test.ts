import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flowLogObject, folder as flows, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

const config = `own-pipelines:
  - name: app
    match: { bucket: '*', key: app/*.log }
    parse: { dissect: '%{ts} %{user} %{text}' }
    steps:
      - time: { field: ts, formats: iso }
      # Never ends where expressions backtrack.
      - { leave-out: evil, when: { matches: { text: '(a+)+$' } } }
    transform: ./transform.ts
    transform-deadline: 300ms
`;

const transform = `import type { Document, Transform } from 'logflow/transform';

const transform: Transform = (document: Document) => {
  if (document.user === 'loop') for (;;);
  if (document.user === 'throw') throw new TypeError('no such user');
  if (document.user === 'nobody') return undefined;
  return { ...document, user: document.user.toUpperCase() };
};
export default transform;
`;

const line = (user: string, text: string) => Buffer.from(`2026-11-22T00:00:00Z ${user} ${text}\n`);

it('a function without an end and an expression that would have none hold up nothing else', async () => {
  await using road = await openRoad('direct');
  await using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'logflow.yaml'), config);
  writeFileSync(join(folder.path, 'transform.ts'), transform);
  await road.put('app/0-loop.log', line('loop', 'x'));
  await road.put('app/1-throw.log', line('throw', 'x'));
  await road.put('app/2-evil.log', line('amy', `${'a'.repeat(500_000)}b`));
  await road.put('app/3-nobody.log', line('nobody', 'x'));
  for (let i = 4; i < 12; i++) await road.put(`app/${i}.log`, line(`user${i}`, 'x'));

  const out = join(folder.path, 'out');
  await using run = startLogflow(
    [
      'consume',
      '--queue',
      road.queue,
      '--output',
      `ndjson:${out}`,
      '--drain',
      '--json',
      '--config',
      join(folder.path, 'logflow.yaml'),
    ],
    { env: road.aws.environment },
  );
  const { code, stdout } = await run.done;
  const summary = summaryOf(stdout);
  expect(summary).toMatchObject({
    ok: false,
    objects: { delivered: 10, unreadable: 2 },
    documents: { indexed: 9 },
  });
  const told = summary.problems.map(({ code }) => code);
  expect(told).toContain('LF_TRANSFORM_DEADLINE');
  expect(told).toContain('LF_TRANSFORM_FAILED');
  expect(code).toBe(1);
  const documents = readdirSync(out).flatMap((name) =>
    readFileSync(join(out, name), 'utf8')
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one)._source.user as string),
  );
  expect(documents.sort()).toEqual(['AMY', ...Array.from({ length: 8 }, (_, i) => `USER${i + 4}`)].sort());
  // Kept for whoever mends the function: the redrive policy takes them to the dead-letter queue.
  expect(await road.depth()).toEqual({ visible: 0, inFlight: 2, delayed: 0 });
}, 60_000);

it('while a function has no end and a minute to go, other logs are delivered, and a stop gives its message back', async () => {
  await using road = await openRoad('direct');
  await using folder = temporaryFolder();
  const file = join(folder.path, 'logflow.yaml');
  writeFileSync(file, config.replace('300ms', '60s'));
  writeFileSync(join(folder.path, 'transform.ts'), transform);
  const out = join(folder.path, 'out');
  const settings = ['--output', `ndjson:${out}`, '--config', file, '--stop-grace', '1s', '--json'];
  const env = road.aws.environment;
  await road.put('app/0-loop.log', line('loop', 'x'));
  await using run = startLogflow(['consume', '--queue', road.queue, ...settings], { env });
  const held = async () => JSON.stringify(await road.depth()) === '{"visible":0,"inFlight":1,"delayed":0}';
  await waitFor(held, { what: 'the message of the loop' });
  for (let n = 1; n < 9; n++) await road.put(`${flows}/${n}.log.gz`, flowLogObject([lineOf(n)]));
  const parts = () => existsSync(out) && readdirSync(out).filter((name) => !name.startsWith('.'));
  await waitFor(() => (parts() || []).length === 8, { what: 'the others' });
  await waitFor(held, { what: 'their messages to go, and that of the loop to be held' });
  run.kill('SIGTERM');
  const { stdout, stderr } = await run.done;
  expect(summaryOf(stdout), stderr).toMatchObject({ objects: { delivered: 8 }, documents: { indexed: 8 } });
  expect(await road.depth()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
}, 60_000);
