import type { LineBlock } from '../model/bulk.ts';
import { LineCutter } from './line-cutter.ts';
import { holdsMessages, MessageLines } from './messages.ts';
import { decodeParquet } from './parquet-decode.ts';
import { isParquet, ParquetFile } from './parquet-file.ts';

export interface BlockOptions {
  /** About how many bytes a block has; 128 KiB. */
  readonly blockBytes?: number;
  /** As in `PipelineOptions` (R6). */
  readonly maxLineBytes: number;
  /**
   * The object may hold its lines otherwise, as its first bytes say: messages in JSON, which are lines one behind the other,
   * or rows of Parquet.
   */
  readonly wrapped?: boolean;
}

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
  const cutter = new LineCutter(options.blockBytes ?? defaultBlockBytes, options.maxLineBytes);
  let messages: MessageLines | undefined;
  let file: ParquetFile | undefined;
  let isFirst = options.wrapped === true;
  try {
    for await (const piece of bytes) {
      if (isFirst && isParquet(piece)) file = await ParquetFile.open();
      else if (isFirst && holdsMessages(piece)) messages = new MessageLines();
      isFirst = false;
      if (file) file.add(piece);
      else yield* cutter.add(messages ? messages.add(piece) : piece);
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
