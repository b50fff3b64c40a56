import type { ObjectContext } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import type { GeoLookup } from './geo-record.ts';
import type { Header } from './header.ts';
import type { Line } from './lines.ts';

/** What a line is. */
export type Reading =
  /** `time`: of the event, s since the epoch, with its fraction. */
  | { readonly kind: 'document'; readonly time: number; readonly document: object }
  /** Left out on purpose; `value` is what it is counted by. */
  | { readonly kind: 'filtered'; readonly value: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** A line that becomes no document. */
export type Stop = Exclude<Reading, { readonly kind: 'document' }>;

/** What is the same for all lines of an object. */
export interface ReadingContext<Definition extends PipelineDefinition = PipelineDefinition> {
  readonly definition: Definition;
  readonly header: Header;
  readonly object: ObjectContext;
  readonly options: PipelineOptions;
  readonly geo: GeoLookup;
}

/** Reads the lines of one object, none of them blank, in their order: one kind of definition, the slow and obvious way. */
export interface DocumentReader {
  /** `latest`: the latest event time to accept, s since the epoch. `skipped`: a header line, or a directive. */
  read(line: Line, latest: number): Reading | { readonly kind: 'skipped' };
  /** Another header line has come, as where files were put one behind the other: what follows has its columns. */
  readonly hasTurned: boolean;
}

export const lineDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function malformed(reason: string): Stop {
  return { kind: 'malformed', reason };
}

/** What a document says about where it comes from, behind all else. */
export function originOf(
  { object, options }: ReadingContext,
  offset: number,
): { readonly s3?: object; readonly log?: object } {
  const { properties } = object;
  return {
    ...(properties ? { s3: properties } : {}),
    ...(options.origin ? { log: { file: { path: object.uri }, offset } } : {}),
  };
}
