import assert from 'node:assert/strict';
import type { BulkChunk, LineBlock } from '../../../src/model/bulk.ts';
import type { ColumnsDefinition, PipelineOptions } from '../../../src/parse/definition.ts';
import { readHeader } from '../../../src/parse/header.ts';
import type { Machine } from '../parse/compile/machines.ts';

const lf = 10;
const cr = 13;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export interface Reading {
  readonly definition: ColumnsDefinition;
  readonly maxLineBytes: number;
  /** The stream ended in an error: a tail without a newline may be cut (R7). */
  readonly damaged: boolean;
}

/** How many lines the object has, by its bytes: no blank ones, no header lines. */
export function linesIn(raw: Buffer, header: string, reading: Reading) {
  const { maxLineBytes, damaged } = reading;
  let least = 0;
  let end = raw.indexOf(lf);
  let start = 0;
  for (; end !== -1; end = raw.indexOf(lf, start)) {
    if (counts(raw.subarray(start, end), header, reading)) least += 1;
    start = end + 1;
  }
  const tail = raw.subarray(start);
  if (!counts(tail, header, reading)) return { least, most: least };
  // A line that is longer than any may be has been counted before its end is known.
  if (damaged) return { least, most: tail.length > maxLineBytes ? least + 1 : least };
  return { least: least + 1, most: least + 1 };
}

function counts(line: Buffer, header: string, { definition, maxLineBytes }: Reading): boolean {
  const content = line.at(-1) === cr ? line.subarray(0, -1) : line;
  if (content.length === 0 || (header !== '' && content.toString('latin1') === header)) return false;
  // Another header line is none, too, and what follows has its columns.
  const other = readHeader(definition, content);
  return content.length > maxLineBytes || other.kind === 'refused' || !other.fromLine;
}

interface Item {
  readonly _index: string;
  readonly _id?: string;
}

/** Throws when a document is not what its line makes it, or the chunk's books do not balance. */
export function checkDocuments(
  chunk: BulkChunk,
  { bytes, offset }: LineBlock,
  options: PipelineOptions,
  { definition }: Machine,
): void {
  const filtered = Object.values(chunk.filtered).reduce((sum, count) => sum + count, 0);
  assert.equal(chunk.read, chunk.docs + filtered + chunk.malformed, 'the books balance');
  // Each value twice, in the message escaped at worst; names, places and properties are the same for every line.
  assert.ok(
    chunk.body.length <= 13 * bytes.length + chunk.docs * 64 * 1024,
    'a body is bounded by its block',
  );
  for (let i = 0; i < chunk.docs; i++) {
    const item = Buffer.from(chunk.body.subarray(chunk.starts[i], chunk.starts[i + 1])).toString();
    const [action = '', source = '', ...rest] = item.split('\n');
    assert.deepEqual(rest, [''], 'two lines');
    const { [options.opType]: target, ...others } = JSON.parse(action) as Record<string, Item>;
    assert.deepEqual(others, {});
    const document = JSON.parse(source) as {
      '@timestamp': string;
      message: string;
      log?: { offset: number };
    };
    const day = dayOf(document['@timestamp'], options.timezone);
    assert.equal(target?._index, `vpcflowlogs-${day}`, 'its index is its day');
    assert.equal(target?._id === undefined, definition.id === 'none', 'an id, unless none is wanted');
    if (document.log !== undefined) {
      const from = document.log.offset - offset;
      const to = bytes.indexOf(lf, from);
      const line = bytes.subarray(from, to === -1 ? bytes.length : to);
      const content = line.at(-1) === cr ? line.subarray(0, -1) : line;
      assert.equal(document.message, decoder.decode(content), 'its message is its line');
    }
  }
}

const days = new Map<string, string>();
const maxDays = 100_000;

function dayOf(timestamp: string, timeZone: string): string {
  // No zone changes its date within a minute.
  const place = `${timestamp.slice(0, 16)} ${timeZone}`;
  // Swedes write dates as ISO does.
  const day = days.get(place) ?? new Date(timestamp).toLocaleDateString('sv', { timeZone });
  if (days.size < maxDays) days.set(place, day);
  return day;
}
