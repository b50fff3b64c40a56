import type { BulkChunk, LineBlock } from '../model/bulk.ts';
import { LogflowError, type Problem } from '../model/errors.ts';
import type { ObjectContext } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import type { GeoData } from './geo-data.ts';
import type { Header } from './header.ts';

/** What a thread is started with. */
export interface ThreadData {
  readonly definitions: readonly PipelineDefinition[];
  readonly options: PipelineOptions;
  /** Shared, but for its names. */
  readonly geo: GeoData;
}

/** To a thread. Objects have numbers; a block's bytes and the spare body are transferred. */
export type ToThread =
  | {
      readonly kind: 'open';
      readonly object: number;
      /** Its place in `ThreadData.definitions`. */
      readonly definition: number;
      readonly header: Header;
      readonly context: ObjectContext;
    }
  | {
      readonly kind: 'block';
      readonly object: number;
      readonly block: LineBlock;
      /** The body of an earlier chunk, to be used again. */
      readonly spare: Uint8Array | undefined;
    }
  | { readonly kind: 'close'; readonly object: number };

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
  const { code, message, hint } = error;
  return { kind: 'problem', problem: { code, message, hint } };
}

export function unpackError(thrown: Thrown): unknown {
  return thrown.kind === 'problem' ? new LogflowError(thrown.problem) : thrown.error;
}
