import type { BulkChunk, LineBlock } from '../model/bulk.ts';
import { LogflowError, type Problem, plainProblem } from '../model/errors.ts';
import type { ObjectContext } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import type { GeoData } from './geo-data.ts';

/** What a thread is started with. */
export interface ThreadData {
  readonly definitions: readonly PipelineDefinition[];
  readonly options: PipelineOptions;
  /** Shared, but for its names. */
  readonly geo: GeoData;
}

/**
 * To a thread: a block, and whatever else there is to say, as most objects are small and a message costs as much as the work
 * on such an object. Objects have numbers; the bytes of the block and of the spare body are transferred.
 */
export interface ToThread {
  readonly object: number;
  readonly block: LineBlock;
  /** With the object's first block. */
  readonly beginning: Beginning | undefined;
  /** Objects that ended since the last message. */
  readonly ended: readonly number[];
  /** The body of an earlier chunk, to be used again. */
  readonly spare: Uint8Array | undefined;
}

/** What a thread has to know of an object. */
export interface Beginning {
  /** Its place in `ThreadData.definitions`. */
  readonly definition: number;
  /** As JSON: the same for most objects, and a text is quicker to send and to know again. */
  readonly header: string;
  readonly context: ObjectContext;
}

/** From a thread: `ready` once, then one answer to each block, in their order. A chunk's bytes are transferred. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'chunk'; readonly chunk: BulkChunk }
  | { readonly kind: 'thrown'; readonly thrown: Thrown };

/** An error on its way between threads, where a class of ours would arrive as a plain one. */
export type Thrown =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'surprise'; readonly error: unknown };

export function packError(error: unknown): Thrown {
  if (!(error instanceof LogflowError)) return { kind: 'surprise', error };
  return { kind: 'problem', problem: plainProblem(error) };
}

export function unpackError(thrown: Thrown): unknown {
  return thrown.kind === 'problem' ? new LogflowError(thrown.problem) : thrown.error;
}
