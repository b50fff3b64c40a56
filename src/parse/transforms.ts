import type { Transform } from '../model/bulk.ts';
import { compile } from './compile/compile.ts';
import type { ObjectContext, ParseEnv } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import type { Header } from './header.ts';

/** How an object's lines become documents, in this thread or in another. */
export const transformObject = compile;

/** The transform of one object. */
export interface BegunTransform {
  /** Takes the object's blocks in their order; those of a thread are transferred: the block's bytes are gone then. */
  readonly transform: Transform;
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
    begin: (definition, header, object) => ({
      transform: transformObject(definition, header, object, options, env),
      end: () => {},
    }),
    close: async () => {},
  };
}
