import { claimOf } from '../../core/claims.ts';
import type { Pipeline, Route } from '../../core/route.ts';
import type { ObjectRef } from '../../model/object.ts';
import { rejectsSuffix } from '../../model/rejects.ts';
import type { PipelineDefinition } from '../../parse/definition.ts';
import { readHeader } from '../../parse/header.ts';
import type { PipelineChoice } from './explanation.ts';

interface Chosen {
  /** Undefined: unclaimed. */
  readonly pipeline: Pipeline | undefined;
  readonly choice: PipelineChoice;
}

/**
 * Asks the engine's route, and says why it answers as it does. A file with the name of an object is judged as that object:
 * that is the question of whoever gives it one.
 */
export function choosePipeline(route: Route, known: readonly PipelineDefinition[], ref: ObjectRef): Chosen {
  const object: ObjectRef = ref.kind !== 's3' && ref.as ? { kind: 's3', ...ref.as } : ref;
  const name = object.kind === 's3' ? object.key : object.path;
  const pipeline = route(object);
  const tried = known.map(({ name: pipeline, claims }) => ({ pipeline, claims }));
  if (!pipeline) {
    const reason = name.endsWith(rejectsSuffix) ? 'rejects' : 'no-match';
    return { pipeline, choice: { kind: 'unclaimed', key: name, reason, tried } };
  }
  const claims = tried.find((one) => one.pipeline === pipeline.name)?.claims ?? '';
  const definition = known.find(({ name }) => name === pipeline.name);
  const part = definition && claimOf(definition)(object);
  if (part === undefined) return { pipeline, choice: { kind: 'named', pipeline: pipeline.name } };
  const by = object.kind === 's3' ? 'key' : 'path';
  return { pipeline, choice: { kind: 'claimed', pipeline: pipeline.name, by, part, claims } };
}

/** The pipeline that would know this first line for its header: then the key is all that is wrong. */
export function looksLike(known: readonly PipelineDefinition[], firstLine: Uint8Array): string | undefined {
  return known.find((definition) => {
    if (definition.kind !== 'columns') return false;
    const header = readHeader(definition, firstLine);
    return header.kind === 'header' && header.fromLine;
  })?.name;
}
