import { type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { LineBlock } from '../model/bulk.ts';

/** Rows that are decoded at once: what bounds the memory, as a row group may be the whole file. */
const sliceRows = 20_000;
const blockBytes = 128 * 1024;
/** What a page may say that it unpacks to. Writers make pages of 1 MiB. */
const maxPageBytes = 64 * 1024 * 1024;

/** Those of hyparquet, for pages that are no bombs. */
const boundedCompressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, outputLength: number) => {
      if (outputLength > maxPageBytes) throw new Error(`a page of ${outputLength} bytes`);
      return decompress(input, outputLength);
    },
  ]),
);

/**
 * The rows of a Parquet file as lines, in blocks: the first begins with a header line, at row -1. Columns are named as in text
 * (`account_id` is `account-id`), and what is null is `-`, so that the same flows make the same documents.
 * Throws whatever hyparquet throws when the file is damaged.
 */
export async function* rowBlocks(file: ArrayBuffer): AsyncGenerator<LineBlock> {
  const metadata = await parquetMetadataAsync(file);
  const columns = columnsOf(metadata);
  let lines = [columns.map((name) => name.replaceAll('_', '-')).join(' ')];
  let length = 0;
  let first = -1;
  const block = (): LineBlock => {
    const rows = lines.length;
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    const made = { bytes, offset: first, rows };
    first += rows;
    lines = [];
    length = 0;
    return made;
  };
  let row = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = row + Number(group.num_rows);
    while (row < groupEnd) {
      const rowEnd = Math.min(row + sliceRows, groupEnd);
      const options = { file, metadata, columns, rowStart: row, rowEnd, compressors: boundedCompressors };
      for (const values of await parquetReadObjects(options)) {
        const line = columns.map((name) => textOf(values[name])).join(' ');
        lines.push(line);
        length += line.length;
        if (length >= blockBytes) yield block();
      }
      row = rowEnd;
    }
  }
  if (lines.length > 0) yield block();
}

/** The columns at the top of the schema, in its order. */
function columnsOf({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  let at = 1;
  while (at < schema.length) {
    names.push(schema[at]?.name ?? '');
    at = behind(schema, at);
  }
  return names;
}

/** The schema is a tree, written in the order of a walk: the place behind what is at `at` and below it. */
function behind(schema: FileMetaData['schema'], at: number): number {
  let next = at + 1;
  for (let children = schema[at]?.num_children ?? 0; children > 0; children -= 1) {
    if (next >= schema.length) return next;
    next = behind(schema, next);
  }
  return next;
}

/** A line stays one line; a value that has a space makes it malformed. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return `${Math.floor(value.getTime() / 1000)}`;
  const text = typeof value === 'object' ? JSON.stringify(value) : `${value}`;
  return text.replaceAll(/[\r\n]/g, ' ');
}
