import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AdaptiveLimit } from '../core/adaptive-limit.ts';
import { systemClock } from '../core/clock.ts';
import { LatencyWatch } from '../core/latency-watch.ts';
import type { Metrics } from '../core/metrics.ts';
import { busyCode } from '../failures/item-rows.ts';
import type { Sink } from '../model/bulk.ts';
import type { Brake, Clock } from '../model/control.ts';
import { LogflowError, type Problem, plainProblem } from '../model/errors.ts';
import { keepRejects } from '../rejects/keep.ts';
import type { RejectsStore } from '../rejects/store.ts';
import { type Cluster, createCluster } from '../sink/cluster.ts';
import type { SinkEvents } from '../sink/events.ts';
import { createNdjsonSink } from '../sink/ndjson.ts';
import { createNdjsonStdout } from '../sink/ndjson-stdout.ts';
import type { ClusterAuth } from '../sink/nodes.ts';
import { outputError } from '../sink/output-error.ts';
import { probeCluster } from '../sink/preflight.ts';
import { createClusterSink } from '../sink/send.ts';
import { defaultRegion } from './aws/connections.ts';
import type { Surroundings } from './io.ts';
import { openRejects } from './rejects/open.ts';
import type { Settings } from './settings/settings.ts';
import { requireFingerprints } from './template/fingerprints.ts';
import { createPrepare, type Prepare } from './template/prepare.ts';
import type { IndexTemplate } from './template/target.ts';
import { inTime, requireTemplates } from './template/templates.ts';

/** Unanswered requests in a row after which pulling stops, and the cluster is probed. */
const unansweredBeforeBrake = 3;
/** No answer, and the statuses by which a cluster or its proxy asks for less. */
const tooMuch = new Set([0, 429, 502, 503, 504]);
/** ms between two tries to reach the cluster at the start. */
const knock = 1_000;

/** What the sink tells, and what it waits for. */
export interface TargetParts {
  readonly metrics: Metrics;
  readonly brake: Brake;
  readonly bulks: AdaptiveLimit;
}

/** Where documents go, and what has to be done before the first one of a pipeline. */
export interface Target {
  readonly sink: Sink;
  readonly prepare?: Prepare;
}

/** Opens what `--output` names, and makes sure that it can take documents before anything is received (R19, R20). */
export async function openTarget(settings: Settings, parts: TargetParts, io: Surroundings): Promise<Target> {
  const { output } = settings;
  if (output.kind !== 'cluster') {
    if (output.target === '-') return { sink: createNdjsonStdout(io.stdout, output.kind) };
    checkDirectory(output.target);
    return { sink: createNdjsonSink({ directory: output.target, form: output.kind }) };
  }
  const cluster = await openCluster(settings);
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  const require = settings.template ? requireTemplates : requireFingerprints;
  const check = (needed: readonly IndexTemplate[]) => require(cluster, needed, say);
  const { first, later } = inTime(settings);
  let rejects: RejectsStore | undefined;
  try {
    await reach(cluster, settings, systemClock, io);
    rejects = settings.rejects && openRejects(settings, settings.rejects, () => cluster);
    await rejects?.prepare();
    await patiently(settings, systemClock, io, () => check(first));
  } catch (error) {
    await rejects?.close();
    await cluster.close();
    throw error;
  }
  const bare = sinkInto(cluster, parts.brake, sinkEvents(settings, parts));
  const sink = { ...bare, close: () => cluster.close() };
  const prepare = createPrepare(later, check, systemClock);
  if (!rejects) return { sink, prepare };
  const onKept = (problem: Problem) => parts.metrics.problem(problem);
  return { sink: keepRejects(sink, { store: rejects, now: systemClock.now, onKept }), prepare };
}

/** A sink into a cluster that is the caller's to close. */
export function sinkInto(cluster: Cluster, brake: Brake, events: SinkEvents): Sink {
  return createClusterSink({
    cluster,
    brake,
    clock: systemClock,
    random: Math.random,
    events,
    patience: unansweredBeforeBrake,
  });
}

/** Before anything is received: a directory that cannot be written to would fail every object. */
function checkDirectory(path: string): void {
  try {
    makeDirectory(path);
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw outputError(error, path);
  }
}

/** Not `recursive: true`: where a file system says ENOENT although the parent is there (/proc), Node tries for ever. */
function makeDirectory(path: string): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return;
    throw Object.assign(new Error('it is a file'), { code: 'EEXIST' });
  }
  const parent = dirname(resolve(path));
  if (parent !== resolve(path)) makeDirectory(parent);
  mkdirSync(path);
}

export async function openCluster(settings: Settings): Promise<Cluster> {
  const ca = settings.ca;
  return createCluster({
    nodes: settings.node ?? [],
    auth: await authOf(settings),
    ...(ca !== undefined && { ca: readCa(ca) }),
    requestTimeout: settings['request-timeout'] * 1000,
    compress: settings.compress,
    environment: process.env,
  });
}

async function authOf(settings: Settings): Promise<ClusterAuth> {
  const { username, password, sigv4 } = settings;
  if (username !== undefined && password !== undefined) return { kind: 'basic', username, password };
  if (settings['api-key'] !== undefined) return { kind: 'api-key', key: settings['api-key'] };
  if (settings['bearer-token'] !== undefined) return { kind: 'bearer', token: settings['bearer-token'] };
  if (sigv4 === undefined) return { kind: 'none' };
  const region = settings.region ?? (await defaultRegion());
  if (region) return { kind: 'sigv4', service: sigv4, region };
  throw new LogflowError(
    {
      code: 'LF_AWS_REGION',
      message: '--sigv4 needs to know the region of the cluster',
      hint: 'Pass --region, or set AWS_REGION.',
    },
    { exit: 2 },
  );
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new LogflowError(
      { code: 'LF_CONFIG', message: `--ca: ${(error as Error).message}`, hint: 'Check the path.' },
      { exit: 2, cause: error },
    );
  }
}

/** Waits for a cluster that is still starting. */
export function reach(cluster: Cluster, settings: Settings, clock: Clock, io: Surroundings): Promise<void> {
  return patiently(settings, clock, io, async () => {
    const state = await probeCluster(cluster, io.stops.stop);
    if (state.kind === 'unauthorised') throw new LogflowError(state.problem);
    return state.kind === 'ready' ? undefined : state.problem;
  });
}

/** No answer, or none that can be read: as good as a cluster that is still starting. */
const unanswered = new Set(['LF_CLUSTER_UNREACHABLE', 'LF_CLUSTER_TIMEOUT', 'LF_CLUSTER_ANSWER']);

function noAnswer(error: unknown): Problem {
  if (error instanceof LogflowError && unanswered.has(error.code)) return plainProblem(error);
  throw error;
}

/** Tries until there is no problem, or until `patience` is over (R19). */
async function patiently(
  settings: Settings,
  clock: Clock,
  io: Surroundings,
  attempt: () => Promise<Problem | undefined>,
): Promise<void> {
  const until = clock.now() + settings.patience * 1000;
  for (let told = false; ; told = true) {
    const problem = await attempt().catch(noAnswer);
    if (!problem) return;
    if (clock.now() >= until) throw new LogflowError(problem);
    if (!told) io.stderr.write(`${problem.message}; trying for ${settings.patience} s\n`);
    await clock.sleep(knock, io.stops.stop);
  }
}

function sinkEvents(settings: Settings, { metrics, bulks }: TargetParts): SinkEvents {
  const latency = new LatencyWatch();
  return {
    onRequest({ ms, bytes, status }) {
      metrics.bulkAnswered(ms, bytes);
      if (status === 413) metrics.count.tooLarge += 1;
      // Small requests are quick and say nothing about a queue in the cluster.
      const slower = bytes * 2 >= settings['bulk-bytes'] && latency.grows(ms);
      if (slower || tooMuch.has(status)) bulks.pushedBack();
      else bulks.worked();
    },
    onRetry: (items) => {
      metrics.count.retriedItems += items;
    },
    onProblem(problem, items) {
      metrics.inTheWay(problem, items);
      if (problem.code !== busyCode) return;
      metrics.count.busy += 1;
      bulks.pushedBack();
    },
  };
}
