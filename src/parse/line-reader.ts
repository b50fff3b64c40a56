import type { ObjectContext } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import { docIds, idKindOf } from './doc-id.ts';
import { readDocument } from './document.ts';
import { filterKinds } from './filter-kinds.ts';
import type { GeoLookup } from './geo-record.ts';
import { type Header, maxHeaderBytes, readHeader } from './header.ts';
import type { Line } from './lines.ts';
import { reasons } from './malformed.ts';

/** What a line comes to. */
export type LineResult =
  /** Blank, or the header line: neither is "read" (R5). */
  | { readonly kind: 'skipped' }
  /** `item`: an action line and a document, each ended by LF; `time`: of the event, s since the epoch. */
  | { readonly kind: 'document'; readonly item: string; readonly time: number }
  /** `filter`: what it is counted by. */
  | { readonly kind: 'filtered'; readonly filter: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads the lines of one object in their order: its distinct indices (R4) and filter kinds are counted over all of them. */
export interface LineReader {
  /** `latest`: the latest event time to accept, s since the epoch. */
  read(line: Line, latest: number): LineResult;
  /** The index for an event time. Undefined when the object already writes to as many others as it may. */
  indexFor(time: number): string | undefined;
  /** Another header line has come, as where files were put one behind the other: what follows has its columns. */
  readonly hasTurned: boolean;
}

export interface LineReaderSettings {
  readonly definition: PipelineDefinition;
  readonly header: Header;
  readonly object: ObjectContext;
  readonly options: PipelineOptions;
  readonly geo: GeoLookup;
  /** As `indexNames` makes it. */
  readonly indexOf: (time: number) => string;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function lineReader(settings: LineReaderSettings): LineReader {
  const { definition, options, indexOf } = settings;
  const idOf = docIds(idKindOf(definition.id, settings.object), settings.object.identity);
  const mayWrite = indexCap(options.maxIndices);
  const kindOf = filterKinds();
  let context = settings;
  let isHeader = headerTest(definition, settings.header);

  const indexFor = (time: number): string | undefined => {
    const index = indexOf(time);
    return mayWrite(index) ? index : undefined;
  };

  const write = (line: Line, time: number, document: object): LineResult => {
    const index = indexFor(time);
    if (index === undefined) return { kind: 'malformed', reason: reasons.tooManyIndices(options.maxIndices) };
    const action = { [options.opType]: { _index: index, _id: idOf(line) } };
    return { kind: 'document', time, item: `${JSON.stringify(action)}\n${JSON.stringify(document)}\n` };
  };

  const read = (line: Line, latest: number): LineResult => {
    if (line.content.length === 0 || isHeader(line)) return { kind: 'skipped' };
    if (line.content.length > options.maxLineBytes) {
      return { kind: 'malformed', reason: reasons.tooLong(options.maxLineBytes) };
    }
    const turn = headerIn(definition, line.content);
    if (turn !== undefined) {
      context = { ...settings, header: turn };
      isHeader = headerTest(definition, turn);
      return { kind: 'skipped' };
    }
    const reading = readDocument(context, decoder.decode(line.content), line.offset, latest);
    if (reading.kind === 'document') return write(line, reading.time, reading.document);
    return reading.kind === 'filtered' ? { kind: 'filtered', filter: kindOf(reading.value) } : reading;
  };

  return {
    read,
    indexFor,
    get hasTurned() {
      return context !== settings;
    },
  };
}

/** The columns that a line in the middle of an object names, if it is a header line. No record can be one: it has a time. */
function headerIn(definition: PipelineDefinition, content: Uint8Array): Header | undefined {
  const first = content[0] ?? 0;
  if (first < 97 || first > 122 || content.length > maxHeaderBytes) return undefined;
  const header = readHeader(definition, content);
  return header.kind === 'header' && header.fromLine ? header : undefined;
}

/** Recognises the header line, also where files were put one behind the other. */
function headerTest(definition: PipelineDefinition, header: Header): (line: Line) => boolean {
  if (!header.fromLine) return () => false;
  const bytes = Buffer.from(header.fields.map(({ name }) => name).join(definition.format.separator));
  return (line) => bytes.equals(line.content);
}

/** Lets an object write to so many indices: stray times must not create thousands (R4). */
function indexCap(maxIndices: number): (index: string) => boolean {
  const indices = new Set<string>();
  return (index) => {
    if (indices.size < maxIndices) indices.add(index);
    return indices.has(index);
  };
}
