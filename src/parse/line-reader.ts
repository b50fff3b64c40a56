import { never } from '../model/errors.ts';
import { columnsReader } from './columns-reader.ts';
import { docIds, idKindOf } from './doc-id.ts';
import { filterKinds } from './filter-kinds.ts';
import type { Line } from './lines.ts';
import { reasons } from './malformed.ts';
import { ownReader } from './own/own-reader.ts';
import type { DocumentReader, ReadingContext } from './reading.ts';
import { recordsReader } from './records/records-reader.ts';
import { tokensReader } from './tokens/tokens-reader.ts';

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

export interface LineReaderSettings extends ReadingContext {
  /** As `indexNames` makes it. */
  readonly indexOf: (time: number) => string;
}

export function lineReader(settings: LineReaderSettings): LineReader {
  const { definition, options, indexOf } = settings;
  const idOf = docIds(idKindOf(definition.id, settings.object), settings.object.identity);
  const mayWrite = indexCap(options.maxIndices);
  const kindOf = filterKinds();
  const reader = documentReader(settings);

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
    if (line.content.length === 0) return { kind: 'skipped' };
    const reading = reader.read(line, latest);
    if (reading.kind === 'document') return write(line, reading.time, reading.document);
    if (reading.kind !== 'filtered') return reading;
    // Names out of the configuration are few and safe; what stands in lines is neither.
    const filter = definition.kind === 'own' ? reading.value : kindOf(reading.value);
    return { kind: 'filtered', filter };
  };

  return {
    read,
    indexFor,
    get hasTurned() {
      return reader.hasTurned;
    },
  };
}

function documentReader(settings: LineReaderSettings): DocumentReader {
  const { definition } = settings;
  switch (definition.kind) {
    case 'columns':
      return columnsReader({ ...settings, definition });
    case 'tokens':
      return tokensReader({ ...settings, definition });
    case 'records':
      return recordsReader({ ...settings, definition });
    case 'own':
      return ownReader({ ...settings, definition });
    default:
      return never(definition);
  }
}

/** Lets an object write to so many indices: stray times must not create thousands (R4). */
function indexCap(maxIndices: number): (index: string) => boolean {
  const indices = new Set<string>();
  return (index) => {
    if (indices.size < maxIndices) indices.add(index);
    return indices.has(index);
  };
}
