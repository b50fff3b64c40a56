import type { BulkChunk, LineBlock, Transform } from '../model/bulk.ts';
import { compile } from './compile/compile.ts';
import { scratch } from './compile/scratch.ts';
import type { ObjectContext, ObjectTransform, ParseEnv } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import type { Header } from './header.ts';

/** Takes back the body of a chunk that is in its batch, for one of the next chunks of this thread. */
export function reuseBody(body: Uint8Array): void {
  scratch.give(body);
}

/**
 * Frees the block at once. V8 sees nothing of its memory in the heap, and would not come to collecting it for long:
 * 60 MiB a thread at the peak.
 */
export function freeing(block: LineBlock, transform: ObjectTransform): BulkChunk {
  try {
    return transform(block);
  } finally {
    (block.bytes.buffer as ArrayBuffer).transfer(0);
  }
}

/** The transform of one object. */
export interface BegunTransform {
  /** Takes the object's blocks in their order; their bytes are gone then. */
  readonly transform: Transform;
  /** The body of one of its chunks is no longer needed; it may be written over from now on. */
  reuse(body: Uint8Array): void;
  /** Nothing more of this object will come: what was kept for it may go. */
  end(): void;
}

/** Where transforms run: here, or in a pool of threads. */
export interface Transforms {
  begin(definition: PipelineDefinition, header: Header, object: ObjectContext): BegunTransform;
  close(): Promise<void>;
}

/** Transforms that run where they are called. */
export function inlineTransforms(options: PipelineOptions, env: ParseEnv): Transforms {
  return {
    begin: (definition, header, object) => {
      const transform = compile(definition, header, object, options, env);
      return { transform: (block) => freeing(block, transform), reuse: reuseBody, end: () => {} };
    },
    close: async () => {},
  };
}
