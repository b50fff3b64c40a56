import { availableParallelism, totalmem } from 'node:os';
import { systemClock } from '../core/clock.ts';
import { createRoute, type Heads, type Route } from '../core/route.ts';
import { flowLogs, formats } from '../formats/catalogue.ts';
import { type Format, rulesFor } from '../formats/format.ts';
import type { S3Ref } from '../model/object.ts';
import { rejectsSuffix } from '../model/rejects.ts';
import type { OpType, PipelineDefinition, PipelineOptions } from '../parse/definition.ts';
import { geoLookup } from '../parse/geo.ts';
import { loadGeo } from '../parse/geo-data.ts';
import { noPlaces } from '../parse/geo-record.ts';
import { ThreadPool } from '../parse/pool.ts';
import { inlineTransforms, type Transforms } from '../parse/transforms.ts';
import { UserTransforms } from '../parse/user-transforms.ts';
import { ownFormats } from './own-formats.ts';
import type { Settings } from './settings/settings.ts';
import { defaultThreads, type Machine } from './threads.ts';

/** Distinct indices that one object may write to: an object holds minutes, or a day (R4). */
const maxIndices = 100;

/** What the settings say about pipelines. */
export type PipelineSettings = Pick<Settings, 'index' | 'id' | 'data-stream'> &
  Partial<Pick<Settings, 'enrich' | 'pipelines' | 'schema' | 'own-pipelines'>>;

/** The formats that a run uses, in the order in which keys are tried. */
export function chosenFormats(settings: PipelineSettings): readonly Format[] {
  const { pipelines } = settings;
  return [...ownFormats(settings), ...formats].filter(
    ({ definition }) => pipelines?.includes(definition.name) ?? true,
  );
}

/** The chosen definitions with what the settings change about them. */
export function definitions(settings: PipelineSettings): readonly PipelineDefinition[] {
  const chosen = chosenFormats(settings);
  const meant = meantBySettings(chosen);
  return chosen.map((format) => (format === meant ? withSettings(format, settings) : format.definition));
}

/** The pipeline that `--index`, `--id` and `--data-stream` are about: that of flow logs, else the only one. */
export function meantBySettings(chosen: readonly Format[]): Format | undefined {
  return chosen.length === 1 ? chosen[0] : chosen.find((format) => format === flowLogs);
}

/** Whoever names pipelines, or writes their own, means them; else a run is about flow logs, and others are used when they come. */
export function isNeededFirst(
  { pipelines, 'own-pipelines': own = [] }: Pick<PipelineSettings, 'pipelines' | 'own-pipelines'>,
  name: string,
): boolean {
  return (
    pipelines !== undefined ||
    name === flowLogs.definition.name ||
    own.some((pipeline) => pipeline.name === name)
  );
}

function withSettings(format: Format, settings: PipelineSettings): PipelineDefinition {
  const {
    definition,
    names = [],
    derived = [],
    rules,
  } = settings.schema === 'ecs' && format.ecs ? format.ecs : format;
  return {
    ...definition,
    ...(definition.kind === 'columns' && {
      names: names.filter(({ asked }) => settings.enrich?.includes(asked)),
      derived: derived.filter(({ asked }) => settings.enrich?.includes(asked)),
    }),
    ...(rules && { rules: rulesFor(rules, settings.enrich ?? []) }),
    // One name, without a date.
    ...(settings['data-stream'] && { index: definition.index.replace(/[-._]*\{.*$/, '') }),
    ...(settings.index !== undefined && { index: settings.index }),
    ...(settings.id !== undefined && { id: settings.id }),
  };
}

/** What objects begin with; flow logs, if they are chosen, need not look like anything. */
export function headsOf(settings: PipelineSettings): Heads {
  const chosen = chosenFormats(settings);
  const known = new Map(
    chosen.flatMap(({ begins, definition: { name } }) =>
      begins === undefined ? [] : [[name, new RegExp(`^(?:${begins})`)] as const],
    ),
  );
  return {
    begins: (pipeline, head) => known.get(pipeline)?.test(head) ?? false,
    otherwise: meantBySettings(chosen)?.definition.name,
  };
}

/** The pipelines, and the threads that they run in: to be disposed of when nothing is read any more. */
export interface OpenPipelines extends AsyncDisposable {
  readonly route: Route;
}

/** Rejects with `LF_GEO_DATABASE`, `LF_THREAD_START` or `LF_TRANSFORM_LOAD`. */
export async function openPipelines(settings: Settings, opType: OpType): Promise<OpenPipelines> {
  const known = definitions(settings);
  const transforms = await openTransforms(settings, known, { ...pipelineOptions(settings), opType });
  return {
    route: exceptRejects(createRoute(known, transforms, headsOf(settings))),
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
  const geo = await loadGeo(settings['geo-database']);
  const threads = settings.threads ?? defaultThreads(thisMachine(), settings.concurrency);
  // Expressions of a user's may be slow, and must not hold up heartbeats (R15).
  const least = known.some(({ kind }) => kind === 'own') ? 1 : 0;
  const count = Math.max(threads, least);
  const inner =
    count > 0
      ? await ThreadPool.open(count, { definitions: known, options, geo })
      : inlineTransforms(options, { geo: geoLookup(geo), now: () => systemClock.now() / 1000 });
  return UserTransforms.open(known, inner);
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
