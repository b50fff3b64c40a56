import { availableParallelism, totalmem } from 'node:os';
import { systemClock } from '../core/clock.ts';
import { createRoute, type Route } from '../core/route.ts';
import { catalogue, namesOffered } from '../formats/catalogue.ts';
import type { S3Ref } from '../model/object.ts';
import { rejectsSuffix } from '../model/rejects.ts';
import type { OpType, PipelineDefinition, PipelineOptions } from '../parse/definition.ts';
import { geoLookup } from '../parse/geo.ts';
import { loadGeo } from '../parse/geo-data.ts';
import { noPlaces } from '../parse/geo-record.ts';
import { ThreadPool } from '../parse/pool.ts';
import { inlineTransforms, type Transforms } from '../parse/transforms.ts';
import type { Settings } from './settings/settings.ts';
import { defaultThreads, type Machine } from './threads.ts';

/** Distinct indices that one object may write to: an object holds minutes, or a day (R4). */
const maxIndices = 100;

/** The built-in definitions with what the settings change about them. */
export function definitions(
  settings: Pick<Settings, 'index' | 'id' | 'data-stream'> & Partial<Pick<Settings, 'enrich'>>,
): readonly PipelineDefinition[] {
  return catalogue.map((definition) => ({
    ...definition,
    names: (namesOffered[definition.name] ?? []).filter(({ asked }) => settings.enrich?.includes(asked)),
    // One name, without a date.
    ...(settings['data-stream'] && { index: definition.name }),
    ...(settings.index !== undefined && { index: settings.index }),
    ...(settings.id !== undefined && { id: settings.id }),
  }));
}

/** The pipelines, and the threads that they run in: to be disposed of when nothing is read any more. */
export interface OpenPipelines extends AsyncDisposable {
  readonly route: Route;
}

/** Rejects with `LF_GEO_DATABASE`, or with `LF_THREAD_START`. */
export async function openPipelines(settings: Settings, opType: OpType): Promise<OpenPipelines> {
  const known = definitions(settings);
  const transforms = await openTransforms(settings, known, { ...pipelineOptions(settings), opType });
  return {
    route: exceptRejects(createRoute(known, transforms)),
    [Symbol.asyncDispose]: () => transforms.close(),
  };
}

/** What the cluster refused must not come back to it as if it were logs, whatever prefix it is under (R30). */
export function exceptRejects(route: Route): Route {
  return (ref) => (ref.kind === 's3' && ref.key.endsWith(rejectsSuffix) ? undefined : route(ref));
}

/** Whether a pipeline takes an object, for whoever reads none: without threads and without geo data. */
export function claimsOf(settings: Settings): (ref: S3Ref) => boolean {
  const env = { geo: noPlaces, now: () => systemClock.now() / 1000 };
  const transforms = inlineTransforms(pipelineOptions(settings), env);
  const route = exceptRejects(createRoute(definitions(settings), transforms));
  return (ref) => route(ref) !== undefined;
}

async function openTransforms(
  settings: Settings,
  known: readonly PipelineDefinition[],
  options: PipelineOptions,
): Promise<Transforms> {
  const geo = await loadGeo();
  const threads = settings.threads ?? defaultThreads(thisMachine(), settings.concurrency);
  if (threads > 0) return ThreadPool.open(threads, { definitions: known, options, geo });
  return inlineTransforms(options, { geo: geoLookup(geo), now: () => systemClock.now() / 1000 });
}

export function pipelineOptions(settings: Settings): PipelineOptions {
  return {
    timezone: settings.timezone,
    opType: 'create',
    origin: settings.origin,
    maxLineBytes: settings['max-line'],
    maxIndices,
    earliest: Date.parse(settings.earliest) / 1000,
    maxFuture: settings['max-future'],
  };
}

/** A container's limit where there is one; without, Node answers with 0 or with more than there is. */
function thisMachine(): Machine {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { cores: availableParallelism(), memory: Math.min(limit, totalmem()) };
}
