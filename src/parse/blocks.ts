import type { LineBlock } from '../model/bulk.ts';
import { GluedLines } from './glued-lines.ts';
import { LineCutter } from './line-cutter.ts';
import { holdsMessages, MessageLines } from './messages.ts';
import { decodeParquet } from './parquet-decode.ts';
import { isParquet, ParquetFile } from './parquet-file.ts';
import { RecordCutter } from './record-cutter.ts';

export interface BlockOptions {
  /** About how many bytes a block has; 128 KiB. */
  readonly blockBytes?: number;
  /** As in `PipelineOptions` (R6). */
  readonly maxLineBytes: number;
  /** How the object holds its lines; as lines, when this is not given. */
  readonly envelope?: Envelope;
}

/**
 * `wrapped`: otherwise than as lines, if its first bytes say so: messages in JSON, which are lines one behind the other, or rows
 * of Parquet. `records`: members of the list `Records` of a JSON object, each of them a row. `json`: objects of JSON, one a line or
 * several; offsets are as if each had its line.
 */
export type Envelope = 'lines' | 'wrapped' | 'records' | 'json';

/** What one transform makes of a block stays well under a bulk request's worth of memory per reader. */
const defaultBlockBytes = 128 * 1024;

/**
 * Cuts an object's decompressed bytes at LF into blocks of whole lines. Each block owns its ArrayBuffer and may be transferred.
 * Memory: one block and one line, whatever comes; of Parquet the file. Of a line that is too long only the beginning is
 * delivered, as the last, LF-less line of a block: longer than `maxLineBytes` all the same, so a transform counts it as
 * malformed by its length, once, at its offset; the rest is skipped (R6).
 * The last line needs no LF when the stream ended well. When the stream throws, whole lines are delivered, the tail is
 * dropped, and the error passes on (R7).
 */
export async function* lineBlocks(
  bytes: AsyncIterable<Uint8Array>,
  options: BlockOptions,
): AsyncGenerator<LineBlock, void, undefined> {
  const { blockBytes = defaultBlockBytes, maxLineBytes, envelope } = options;
  if (envelope === 'records') {
    yield* recordBlocks(bytes, new RecordCutter(blockBytes, maxLineBytes));
    return;
  }
  const cutter = new LineCutter(blockBytes, maxLineBytes);
  const glued = envelope === 'json' ? new GluedLines() : undefined;
  let messages: MessageLines | undefined;
  let file: ParquetFile | undefined;
  let isFirst = envelope === 'wrapped';
  try {
    for await (const piece of bytes) {
      if (isFirst && isParquet(piece)) file = await ParquetFile.open();
      else if (isFirst && holdsMessages(piece)) messages = new MessageLines();
      isFirst = false;
      if (file) file.add(piece);
      else yield* cutter.add((messages ?? glued)?.add(piece) ?? piece);
    }
    if (file) yield* decodeParquet(file.take());
  } catch (error) {
    yield* cutter.wholeLines();
    throw error;
  } finally {
    file?.[Symbol.dispose]();
  }
  if (messages) yield* cutter.add(messages.rest());
  yield* cutter.rest();
}

async function* recordBlocks(
  bytes: AsyncIterable<Uint8Array>,
  cutter: RecordCutter,
): AsyncGenerator<LineBlock, void, undefined> {
  try {
    for await (const piece of bytes) yield* cutter.add(piece);
  } catch (error) {
    yield* cutter.wholeRows();
    throw error;
  }
  yield* cutter.rest();
}
