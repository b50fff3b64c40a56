import type { Problem } from '../model/errors.ts';
import type { ObjectRef } from '../model/object.ts';
import type { Envelope } from '../parse/blocks.ts';
import { BoundedCache } from '../parse/bounded-cache.ts';
import type { ObjectContext } from '../parse/context.ts';
import type { PipelineDefinition } from '../parse/definition.ts';
import { type Header, noHeader, type RefusedHeader, readHeader } from '../parse/header.ts';
import { ownHeader } from '../parse/own/csv-header.ts';
import type { BegunTransform, Transforms } from '../parse/transforms.ts';
import { claimOf } from './claims.ts';

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
  readonly envelope: Envelope;
  begin(firstLine: Uint8Array, object: ObjectContext): Begun;
  /** There where the name does not decide: the pipeline for what the object begins with, if that is known; see `recognise`. */
  readonly forHead?: (head: string) => Pipeline | undefined;
}

/** Chooses the pipeline of an object by its key; see `forHead`. Undefined: nobody claims it. */
export type Route = (ref: ObjectRef) => Pipeline | undefined;

/** What the beginnings of objects say, where their names do not say it all. */
export interface Heads {
  /** Whether this is how objects of a pipeline begin. */
  readonly begins: (pipeline: string, head: string) => boolean;
  /** The pipeline of files whose name and beginning say nothing. */
  readonly otherwise: string | undefined;
}

/** Without `heads` the first pipeline takes what several claim, and files that none claims. */
export function createRoute(
  definitions: readonly PipelineDefinition[],
  transforms: Transforms,
  heads?: Heads,
): Route {
  const all = definitions.map((definition) => ({
    claim: claimOf(definition),
    isOwn: definition.kind === 'own',
    pipeline: createPipeline(definition, transforms),
  }));
  const builtIn = all.filter(({ isOwn }) => !isOwn);
  // The user's own know their objects by name alone.
  const unnamed = byHead(pipelinesOf(builtIn.length > 0 ? builtIn : all), heads, heads?.otherwise);
  return (ref) => {
    const claims = all.filter(({ claim }) => claim(ref) !== undefined);
    if (claims[0]?.isOwn) return claims[0].pipeline;
    const claiming = pipelinesOf(claims);
    // Whoever names a file on the command line wants it read, whatever it is called.
    if (claiming.length === 0) return ref.kind === 's3' ? undefined : unnamed;
    return byHead(claiming, heads, claiming[0]?.name);
  };
}

function pipelinesOf(some: readonly { readonly pipeline: Pipeline }[]): readonly Pipeline[] {
  return some.map(({ pipeline }) => pipeline);
}

/** One of several, which the beginning of the object decides. */
function byHead(
  pipelines: readonly Pipeline[],
  heads: Heads | undefined,
  otherwise: string | undefined,
): Pipeline | undefined {
  const [first, ...others] = pipelines;
  if (!first || !heads || others.length === 0) return first;
  const forHead = (head: string) =>
    pipelines.find(({ name }) => heads.begins(name, head)) ??
    pipelines.find(({ name }) => name === otherwise);
  return { ...first, forHead };
}

/** First lines that are remembered, and the most bytes that one of them may have: headers are few and short. */
const knownLines = 16;
const knownBytes = 4096;

function createPipeline(definition: PipelineDefinition, transforms: Transforms): Pipeline {
  const headerOf = headerReader(definition);
  return {
    name: definition.name,
    envelope: envelopeOf(definition),
    begin(firstLine, object) {
      const header = headerOf(firstLine);
      if (header.kind === 'refused') return header;
      return { kind: 'ready', ...transforms.begin(definition, header, object) };
    },
  };
}

export function envelopeOf(definition: PipelineDefinition): Envelope {
  if (definition.kind === 'records') return eventsEnvelope(definition.envelope);
  if (definition.kind === 'own') {
    return definition.parser.kind === 'json' ? eventsEnvelope(definition.parser.envelope) : 'lines';
  }
  return definition.kind === 'columns' && definition.format.wrapped ? 'wrapped' : 'lines';
}

/** Of events in JSON. */
function eventsEnvelope(envelope: 'lines' | 'records'): Envelope {
  return envelope === 'lines' ? 'json' : envelope;
}

/** Many small objects have one header: it is judged once. */
function headerReader(definition: PipelineDefinition): (firstLine: Uint8Array) => Header | RefusedHeader {
  if (definition.kind === 'own') return (firstLine) => ownHeader(definition, firstLine);
  if (definition.kind !== 'columns') return () => noHeader;
  const known = new BoundedCache<string, Header | RefusedHeader>(knownLines);
  return (firstLine) => {
    if (firstLine.length > knownBytes) return readHeader(definition, firstLine);
    const line = Buffer.from(firstLine.buffer, firstLine.byteOffset, firstLine.length).toString('latin1');
    return known.get(line) ?? known.set(line, readHeader(definition, firstLine));
  };
}
