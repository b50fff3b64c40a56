import { startLogflow } from '../test/helpers/process.ts';
import { summaryOf } from '../test/helpers/search.ts';
import type { Acknowledged } from './acknowledge.ts';
import { dataDescription } from './flow-data.ts';
import { startHelper } from './helper.ts';
import { cpuOfEndedChildren, peakMemoryOf } from './measure.ts';
import { medianRow, type PartResult, type Row, type Sizes } from './results.ts';
import type { Served } from './serve.ts';

/** What the figure is wanted for, whatever the defaults are (R12). */
const tinyArgs = ['--concurrency', '8', '--bulk-age', '1s'];

/** b) S3 and SQS of another process -> `consume --drain` with its defaults -> a `_bulk` endpoint of a third process. */
export async function measureProcess(sizes: Sizes): Promise<PartResult> {
  const { largeObjects, largeLines, smallObjects, smallLines, tinyObjects, tinyLines, runs } = sizes;
  const idle = await measureConsume('start and stop', 0, 0, runs);
  const large = await measureConsume('large objects', largeObjects, largeLines, runs);
  const small = await measureConsume('small objects', smallObjects, smallLines, runs);
  const tiny = await measureConsume('tiny objects', tinyObjects, tinyLines, runs, tinyArgs);
  const inputs = [
    `${largeObjects} objects of ${largeLines} lines`,
    `${smallObjects} objects of ${smallLines} lines`,
    `${tinyObjects} objects of ${tinyLines} lines (8 slots, bulk age 1 s)`,
  ];
  return {
    input: `${inputs.join(', ')}; ${dataDescription}`,
    rows: [idle, large, small, tiny],
    notes: [
      'start and stop: the same command with an empty queue; its CPU is part of the rows below it, and its s: two empty receives end a drain',
    ],
  };
}

async function measureConsume(
  what: string,
  objects: number,
  lines: number,
  times: number,
  more: readonly string[] = [],
): Promise<Row> {
  await using aws = await startHelper<Served>('serve.ts', [String(objects), String(lines)]);
  await using endpoint = await startHelper<Acknowledged>('acknowledge.ts');
  const args = ['consume', '--queue', aws.ready.queue, '--node', endpoint.ready.url, ...more];
  const runs: Awaited<ReturnType<typeof once>>[] = [];
  for (let n = 0; n < times; n++) {
    await aws.ask('fill');
    runs.push(await once([...args, '--no-template', '--drain', '--json'], aws.ready.environment, objects));
    const { docs } = await endpoint.ask('counts');
    const wanted = runs.reduce((sum, run) => sum + run.docs, 0);
    if (docs !== wanted) throw new Error(`${docs} documents arrived, logflow says ${wanted}`);
  }
  return medianRow(
    'process',
    what,
    runs.map(({ docs, ...figures }) => ({
      ...(objects > 0 && {
        perCpuSecond: docs / figures.cpuSeconds,
        objectsPerCpuSecond: objects / figures.cpuSeconds,
        perSecond: docs / figures.seconds,
      }),
      ...figures,
    })),
  );
}

async function once(args: readonly string[], env: Record<string, string>, objects: number) {
  const cpuBefore = cpuOfEndedChildren();
  const startedAt = performance.now();
  await using run = startLogflow(args, { env, timeoutMs: 1_800_000 });
  const peak = await peakMemoryOf(run.pid, run.done);
  const result = await run.done;
  const summary = summaryOf(result.stdout);
  if (result.code !== 0 || summary.objects.delivered !== objects) {
    throw new Error(`consume ended with ${result.code}:\n${result.stdout}\n${result.stderr}`);
  }
  return {
    docs: summary.documents.indexed,
    cpuSeconds: cpuOfEndedChildren() - cpuBefore,
    seconds: (performance.now() - startedAt) / 1000,
    peakMiB: peak / 2 ** 20,
  };
}
