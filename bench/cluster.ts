import { availableParallelism } from 'node:os';
import { bootCluster, type ClusterProcess } from '../test/helpers/cluster.ts';
import { distributions, fetchDistribution, whyNoClusters } from '../test/helpers/distribution.ts';
import { startLogflow } from '../test/helpers/process.ts';
import { ask, summaryOf } from '../test/helpers/search.ts';
import { temporaryFolder } from '../test/helpers/temp.ts';
import { type Bodies, writeBodies, writeObjects } from './bodies.ts';
import { dataDescription } from './flow-data.ts';
import { startHelper } from './helper.ts';
import { cpuOf, cpuOfEndedChildren, pin } from './measure.ts';
import { medianRow, type PartResult, type Sizes } from './results.ts';

const part = 'cluster';
const [serverCore, clientCore] = [0, 1];
const { opensearch2 } = distributions;

type Summary = ReturnType<typeof summaryOf> & { readonly seconds: number };

interface Run {
  readonly docs: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly serverCpuSeconds: number;
}

/** c) A real OpenSearch on a core of its own: `ingest` of files against the same bodies, sent by one lean process. */
export async function measureCluster(sizes: Sizes): Promise<PartResult> {
  const input = `${sizes.clusterObjects} files of ${sizes.largeLines} lines into ${opensearch2.folder}; ${dataDescription}`;
  const why = availableParallelism() < 2 ? 'needs two cores' : await whyNoClusters();
  if (why) return { input, rows: [], notes: [`the cluster part was left out: ${why}`] };
  const distribution = await fetchDistribution(opensearch2);
  if (distribution.kind === 'missing') return { input, rows: [], notes: [distribution.reason] };
  await using folder = temporaryFolder('logflow-bench-');
  const files = await writeObjects(folder.path, sizes.clusterObjects, sizes.largeLines);
  const bodies = await writeBodies(folder.path, files);
  const server = await bootCluster(opensearch2, distribution.home);
  try {
    const pinned = await pin(server.pid, serverCore);
    const ours: Run[] = [];
    const bare: Run[] = [];
    // The first pair warms the server up. Then they take turns, so that a server that gets faster favours neither.
    for (let n = 0; n <= sizes.runs; n++) {
      const logflow = await watched(server, () => runLogflow(server, files));
      const prepared = await watched(server, () => send(server, bodies));
      if (n === 0) continue;
      ours.push(logflow);
      bare.push(prepared);
    }
    return { input, rows: rowsOf(ours, bare), notes: notesOf(pinned) };
  } finally {
    await server.stop();
  }
}

function rowsOf(ours: readonly Run[], bare: readonly Run[]) {
  const figures = ({ docs, seconds, cpuSeconds }: Run) => ({
    perSecond: docs / seconds,
    cpuSeconds,
    seconds,
  });
  const serverCpu = (runs: readonly Run[]) => runs.map((run) => ({ cpuSeconds: run.serverCpuSeconds }));
  return [
    medianRow(part, 'logflow', ours.map(figures)),
    medianRow(part, 'its server', serverCpu(ours)),
    medianRow(part, 'prepared bodies', bare.map(figures)),
    medianRow(part, 'their server', serverCpu(bare)),
  ];
}

function notesOf(pinned: boolean): string[] {
  return [
    'docs / s of logflow is by the seconds of its summary, without the start of Node; the whole CPU is counted',
    'the server runs as the tests run it: 512 MiB of heap, first-tier compiler only',
    pinned
      ? `server on core ${serverCore}, client on core ${clientCore}`
      : 'there is no taskset: server and client shared the cores',
  ];
}

/** Each run begins without the documents of the one before. */
async function watched(
  server: ClusterProcess,
  work: () => Promise<Omit<Run, 'serverCpuSeconds'>>,
): Promise<Run> {
  await ask('DELETE', `${server.url}/vpcflowlogs-*`);
  const before = cpuOf(server.pid);
  const run = await work();
  return { ...run, serverCpuSeconds: cpuOf(server.pid) - before };
}

async function runLogflow(server: ClusterProcess, files: readonly string[]) {
  const before = cpuOfEndedChildren();
  const args = ['ingest', ...files, '--node', server.url, '--json'];
  await using run = startLogflow(args, { timeoutMs: 1_800_000 });
  await pin(run.pid, clientCore);
  const { stdout, stderr } = await run.done;
  const { ok, documents, seconds } = summaryOf(stdout) as Summary;
  if (!ok || documents.duplicate > 0) throw new Error(`ingest failed:\n${stdout}\n${stderr}`);
  return { docs: documents.indexed, seconds, cpuSeconds: cpuOfEndedChildren() - before };
}

async function send(server: ClusterProcess, { files, docs }: Bodies) {
  await using sender = await startHelper<{ seconds: number; cpuSeconds: number }>('send-bodies.ts', [
    server.url,
    ...files,
  ]);
  await pin(sender.pid, clientCore);
  return { docs, ...(await sender.ask('send')) };
}
