import { stat } from 'node:fs/promises';
import { systemClock } from '../../core/clock.ts';
import { createRoute } from '../../core/route.ts';
import type { Problem } from '../../model/errors.ts';
import type { ObjectRef, Outcome } from '../../model/object.ts';
import type { PipelineDefinition } from '../../parse/definition.ts';
import { geoLookup } from '../../parse/geo.ts';
import { loadGeo } from '../../parse/geo-data.ts';
import { UserTransforms } from '../../parse/user-transforms.ts';
import type { Compression } from '../../source/compression.ts';
import type { Headers } from '../../source/object-properties.ts';
import { createOpen, type OpenObject } from '../../source/open.ts';
import type { AwsClients } from '../aws.ts';
import type { Io } from '../io.ts';
import { definitions, exceptRejects, headsOf, pipelineOptions } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { choosePipeline, looksLike } from './choose.ts';
import type { ObjectFacts, PipelineChoice } from './explanation.ts';
import { fileFacts, s3Facts } from './object-facts.ts';
import { showReading } from './progress.ts';
import {
  type Findings,
  noFindings,
  peekFirstLine,
  type ReadDeps,
  readToEnd,
  watchedTransforms,
} from './read.ts';

/** How it ended. An object that nobody claims is only looked at; `problem`: not even that was possible. */
export type Ending = Outcome | { readonly kind: 'unclaimed'; readonly problem?: Problem };

/** All that there is to know of an object without asking a cluster. */
export interface Looked {
  readonly object: ObjectFacts;
  readonly compression?: Compression;
  readonly choice: PipelineChoice;
  /** Undefined: unclaimed. */
  readonly definition: PipelineDefinition | undefined;
  readonly findings: Findings;
  readonly ending: Ending;
  /** Bytes as stored. */
  readonly fetched: number;
}

/** What is told on the way. */
interface Overheard {
  headers?: Headers;
  compression?: Compression;
  fetched: number;
}

/** Reads an object to its end, or until a stop. `aws` is there when it is in S3. `sample`: documents to keep; `traced`: lines to follow. */
export async function lookInto(
  ref: ObjectRef,
  sample: number,
  traced: number,
  settings: Settings,
  aws: AwsClients | undefined,
  io: Io,
): Promise<Looked> {
  const overheard: Overheard = { fetched: 0 };
  const geo = geoLookup(await loadGeo(settings['geo-database']));
  const deps: ReadDeps = {
    open: openerFor(settings, aws, overheard, io),
    options: pipelineOptions(settings),
    env: { geo, now: () => systemClock.now() / 1000 },
    signal: io.stops.stop,
  };
  const findings = noFindings(sample, traced);
  const known = definitions(settings);
  await using transforms: UserTransforms = await UserTransforms.open(
    known,
    watchedTransforms(deps, findings, ({ name }) => transforms.threadOf(name)),
  );
  const route = exceptRejects(createRoute(known, transforms, headsOf(settings)));
  const { pipeline, choice } = choosePipeline(route, known, ref);
  const stats = ref.kind === 'file' ? await stat(ref.path).catch(() => undefined) : undefined;
  const facts = () => (ref.kind === 's3' ? s3Facts(ref, overheard.headers) : fileFacts(ref, stats));
  const endProgress = showReading(io.stderr, () => ({
    ...{ fetched: overheard.fetched, size: facts().size },
    ...{ unpacked: findings.unpacked, lines: findings.books.read },
  }));
  const read = pipeline
    ? readToEnd(ref, pipeline, deps, findings).then((ending) => ({ ending, choice }))
    : lookAtStart(ref, choice, known, deps);
  const { ending, choice: why } = await read.finally(endProgress);
  // Where the name does not decide, the first line did.
  const name = findings.begun?.definition.name ?? pipeline?.name;
  return {
    object: facts(),
    choice: why.kind === 'unclaimed' || name === undefined ? why : { ...why, pipeline: name },
    ...{ findings, ending, fetched: overheard.fetched },
    definition: known.find((one) => one.name === name),
    ...(overheard.compression && { compression: overheard.compression }),
  };
}

/** Nobody claims it: is it the key alone that is wrong? */
async function lookAtStart(
  ref: ObjectRef,
  choice: PipelineChoice,
  known: readonly PipelineDefinition[],
  deps: ReadDeps,
): Promise<{ readonly ending: Ending; readonly choice: PipelineChoice }> {
  const { line, problem } = await peekFirstLine(ref, deps);
  const like = line && looksLike(known, line);
  return {
    ending: { kind: 'unclaimed', ...(problem && { problem }) },
    choice: choice.kind === 'unclaimed' && like ? { ...choice, looksLike: like } : choice,
  };
}

function openerFor(
  settings: Settings,
  aws: AwsClients | undefined,
  overheard: Overheard,
  io: Io,
): OpenObject {
  return createOpen({
    s3: (bucket, region) => {
      if (!aws) throw new Error('nothing is read from S3');
      return aws.s3(bucket, region);
    },
    clock: systemClock,
    idleTimeout: settings['read-timeout'] * 1000,
    objectProperties: settings['object-properties'] ?? [],
    stdin: io.stdin,
    fetched: (bytes) => {
      overheard.fetched += bytes;
    },
    answered: (headers) => {
      overheard.headers = headers;
    },
    recognised: (compression) => {
      overheard.compression = compression;
    },
  });
}
