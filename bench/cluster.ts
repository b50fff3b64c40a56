import { availableParallelism } from 'node:os';
import { bootCluster, type ClusterProcess } from '../test/helpers/cluster.ts';
import { distributions, fetchDistribution, whyNoClusters } from '../test/helpers/distribution.ts';
import { runLogflow, startLogflow } from '../test/helpers/process.ts';
import { summaryOf } from '../test/helpers/search.ts';
import { temporaryFolder } from '../test/helpers/temp.ts';
import { type Bodies, writeBodies } from './bodies.ts';
import { dataDescription } from './flow-data.ts';
import { type Helper, startHelper } from './helper.ts';
import { indexSettings, prepareIndex, watchIndexing } from './indexing.ts';
import { cpuOf, cpuOfEndedChildren, pin } from './measure.ts';
import { medianRow, type PartResult, type Sizes } from './results.ts';
import type { Served } from './serve.ts';

const part = 'cluster';
const [serverCore, clientCore] = [0, 1];
const { opensearch2 } = distributions;
/** As OpenSearch ships them (config/jvm.options), and told of the one core before anything is sized by it. */
const javaOptions = [
  '-Xms2g',
  '-Xmx2g',
  '-XX:+UseG1GC',
  '-XX:G1ReservePercent=25',
  '-XX:InitiatingHeapOccupancyPercent=30',
  '-XX:ActiveProcessorCount=1',
];
/** Pairs of runs before the first that counts: the server's optimising compiler is done by then. */
const warmUps = 2;

interface Run {
  readonly perSecond: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly serverCpuSeconds: number;
}

/** c) A real OpenSearch on a core of its own: `consume --drain` against the same bodies, sent by one lean process. */
export async function measureCluster(sizes: Sizes): Promise<PartResult> {
  const { clusterObjects, clusterLines } = sizes;
  const input = `${clusterObjects} objects of ${clusterLines} lines into ${opensearch2.folder}; ${dataDescription}`;
  const why = availableParallelism() < 2 ? 'needs two cores' : await whyNoClusters();
  if (why) return { input, rows: [], notes: [`the cluster part was left out: ${why}`] };
  const distribution = await fetchDistribution(opensearch2);
  if (distribution.kind === 'missing') return { input, rows: [], notes: [distribution.reason] };
  await using folder = temporaryFolder('logflow-bench-');
  await using aws = await startHelper<Served>('serve.ts', [`${clusterObjects}`, `${clusterLines}`]);
  await aws.ask('fill');
  const bodies = await writeBodies(folder.path, aws.ready);
  const server = await bootCluster(opensearch2, distribution.home, javaOptions);
  try {
    const pinned = await pin(server.pid, serverCore);
    await pin(aws.pid, clientCore);
    const { code, stderr } = await runLogflow(['template', 'install', '--node', server.url]);
    if (code !== 0) throw new Error(`template install ended with ${code}:\n${stderr}`);
    const ours: Run[] = [];
    const bare: Run[] = [];
    for (let n = 0; n < warmUps + sizes.clusterRuns; n++) {
      const turns = [
        async () => ours.push(await watched(server, bodies.docs, await consumer(server, aws))),
        async () => bare.push(await watched(server, bodies.docs, await sender(server, bodies))),
      ];
      // By turns, and the first by turns, too: a server that gets faster or slower favours neither.
      for (const turn of n % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    const counted = [ours.slice(warmUps), bare.slice(warmUps)] as const;
    return { input, rows: rowsOf(...counted), notes: [...notesOf(pinned), spreadOf(...counted)] };
  } finally {
    await server.stop();
  }
}

function rowsOf(ours: readonly Run[], bare: readonly Run[]) {
  const figures = ({ serverCpuSeconds: _, ...run }: Run) => run;
  const serverCpu = (runs: readonly Run[]) => runs.map((run) => ({ cpuSeconds: run.serverCpuSeconds }));
  return [
    medianRow(part, 'logflow', ours.map(figures)),
    medianRow(part, 'its server', serverCpu(ours)),
    medianRow(part, 'prepared bodies', bare.map(figures)),
    medianRow(part, 'their server', serverCpu(bare)),
  ];
}

/** For whoever judges a single ratio: what the pairs said, and whether the server had its core to itself. */
function spreadOf(ours: readonly Run[], bare: readonly Run[]): string {
  const pairs = ours.map(({ perSecond }, n) => (perSecond / (bare[n]?.perSecond ?? 0)).toFixed(2));
  const busy = [...ours, ...bare].map((run) => `${Math.round((run.serverCpuSeconds / run.seconds) * 100)}%`);
  return `docs / s, pair by pair: ${pairs.join(', ')}; of its core the server ran ${busy.slice(0, ours.length).join(', ')} with logflow and ${busy.slice(ours.length).join(', ')} with prepared bodies`;
}

function notesOf(pinned: boolean): string[] {
  return [
    'docs / s and s are by what the server counts, from the first documents to the last: no start of Node, no wait at the end of --drain; the whole CPU is counted',
    `the server: ${javaOptions.join(' ')}; the index: ${JSON.stringify(indexSettings)}`,
    pinned
      ? `server on core ${serverCore}; client on core ${clientCore}, where S3 and SQS run, too`
      : 'there is no taskset: server and client shared the cores',
  ];
}

/** A contender that is ready to begin; `run` answers with its CPU seconds. */
interface Contender extends AsyncDisposable {
  run(): Promise<number>;
}

/** Each run begins with an empty index. */
async function watched(server: ClusterProcess, docs: number, contender: Contender): Promise<Run> {
  await using ready = contender;
  await prepareIndex(server.url);
  const before = cpuOf(server.pid);
  const [cpuSeconds, indexing] = await Promise.all([ready.run(), watchIndexing(server.url, docs)]);
  return { ...indexing, cpuSeconds, serverCpuSeconds: cpuOf(server.pid) - before };
}

async function consumer(server: ClusterProcess, aws: Helper<Served>): Promise<Contender> {
  await aws.ask('fill');
  const { queue, environment: env } = aws.ready;
  const args = ['consume', '--queue', queue, '--node', server.url, '--drain', '--json'];
  const run = async () => {
    const before = cpuOfEndedChildren();
    await using consuming = startLogflow(args, { env, timeoutMs: 1_800_000 });
    await pin(consuming.pid, clientCore);
    const { stdout, stderr } = await consuming.done;
    const { ok, documents } = summaryOf(stdout);
    if (!ok || documents.duplicate > 0) throw new Error(`consume failed:\n${stdout}\n${stderr}`);
    return cpuOfEndedChildren() - before;
  };
  return { run, [Symbol.asyncDispose]: async () => {} };
}

async function sender(server: ClusterProcess, { files }: Bodies): Promise<Contender> {
  const helper = await startHelper<number>('send-bodies.ts', [server.url, ...files]);
  await pin(helper.pid, clientCore);
  return { run: () => helper.ask('send'), [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose]() };
}
