import type { Problem } from '../model/errors.ts';
import { never } from '../model/errors.ts';
import type { ObjectRef } from '../model/object.ts';
import { BoundedCache } from '../parse/bounded-cache.ts';
import type { ObjectContext } from '../parse/context.ts';
import type { PipelineDefinition } from '../parse/definition.ts';
import { type Header, type RefusedHeader, readHeader } from '../parse/header.ts';
import type { BegunTransform, Transforms } from '../parse/transforms.ts';

/**
 * A pipeline that met an object's first line: ready to transform its blocks, or with a reason why not. Who was given `ready`
 * calls its `end` when the object ends, whatever way.
 */
export type Begun =
  | ({ readonly kind: 'ready' } & BegunTransform)
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface Pipeline {
  readonly name: string;
  /** As in `BlockOptions`. */
  readonly wrapped: boolean;
  begin(firstLine: Uint8Array, object: ObjectContext): Begun;
}

/** Chooses the pipeline of an object by its key. Undefined: nobody claims it. */
export type Route = (ref: ObjectRef) => Pipeline | undefined;

export function createRoute(definitions: readonly PipelineDefinition[], transforms: Transforms): Route {
  const pipelines = definitions.map((definition) => ({
    claims: new RegExp(definition.claims),
    pipeline: createPipeline(definition, transforms),
  }));
  return (ref) => {
    const name = routingName(ref);
    const claimed = pipelines.find(({ claims }) => claims.test(name))?.pipeline;
    if (claimed || ref.kind === 's3') return claimed;
    // Whoever names a file on the command line wants it read, whatever it is called.
    return pipelines[0]?.pipeline;
  };
}

function routingName(ref: ObjectRef): string {
  switch (ref.kind) {
    case 's3':
      return ref.key;
    case 'file':
    case 'stdin':
      return ref.as?.key ?? ref.path;
    default:
      return never(ref);
  }
}

/** First lines that are remembered, and the most bytes that one of them may have: headers are few and short. */
const knownLines = 16;
const knownBytes = 4096;

function createPipeline(definition: PipelineDefinition, transforms: Transforms): Pipeline {
  const headerOf = headerReader(definition);
  return {
    name: definition.name,
    wrapped: definition.format.wrapped,
    begin(firstLine, object) {
      const header = headerOf(firstLine);
      if (header.kind === 'refused') return header;
      return { kind: 'ready', ...transforms.begin(definition, header, object) };
    },
  };
}

/** Many small objects have one header: it is judged once. */
function headerReader(definition: PipelineDefinition): (firstLine: Uint8Array) => Header | RefusedHeader {
  const known = new BoundedCache<string, Header | RefusedHeader>(knownLines);
  return (firstLine) => {
    if (firstLine.length > knownBytes) return readHeader(definition, firstLine);
    const line = Buffer.from(firstLine.buffer, firstLine.byteOffset, firstLine.length).toString('latin1');
    return known.get(line) ?? known.set(line, readHeader(definition, firstLine));
  };
}
