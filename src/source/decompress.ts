import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { corruptRow } from '../failures/object-rows.ts';
import { LogflowError } from '../model/errors.ts';
import { type Compression, compressionOf, headBytes } from './compression.ts';
import { Decoder } from './decoder.ts';
import { gunzipSmall, smallObject } from './gunzip-small.ts';

/** Bytes that the engine gives out at once; 256 KiB was 2.6 times as fast as zlib's default of 16 KiB. */
const outputChunk = 256 * 1024;
/** Compressed bytes handed to the engine at once: at most what these decode to is lost before a damaged place. */
const inputSlice = 16 * 1024;
/** The same where all of the object is at hand: what it decodes to is decoded twice at most. */
const smallSlice = 1024;
/** A gzip member ends in 8 bytes of checksum and length, a zstd frame in 4. */
const trailer = 8;

/**
 * Decompresses by what the first bytes say, never by the name or the headers. Concatenated members are one stream.
 * What is compressed by other means is refused: `LF_OBJECT_COMPRESSION`.
 * `recognised` is told what they say, before the first piece; nothing of an input without a byte.
 * A piece is good until the next one is asked for: then its memory is given back, without waiting for V8's collector, which
 * sees nothing of it in its heap (60 MiB at the peak).
 */
export async function* decompress(
  input: AsyncIterable<Uint8Array>,
  recognised?: (compression: Compression) => void,
): AsyncGenerator<Uint8Array> {
  const iterator = input[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array();
    while (head.length < headBytes) {
      const { done, value } = await iterator.next();
      if (done) break;
      head = head.length === 0 ? value : Buffer.concat([head, value]);
    }
    if (head.length === 0) return;
    const compression = compressionOf(head);
    recognised?.(compression);
    const create = engines[compression];
    if (create === gunzipEngine) {
      const start = await readSmall(head, iterator);
      const small = start.whole ? gunzipSmall(start.bytes) : undefined;
      if (small) yield* freeing([small]);
      else if (start.whole) yield* salvage(start.bytes, create);
      else yield* inflate(slices(startingWith(start.bytes, start.rest)), create);
    } else if (create) yield* inflate(slices(startingWith(head, iterator)), create);
    else yield* startingWith(head, iterator);
  } finally {
    await iterator.return?.();
  }
}

type CreateEngine = () => Transform & { readonly bytesWritten: number };

const gunzipEngine: CreateEngine = () => createGunzip({ chunkSize: outputChunk });

const engines: Readonly<Record<Compression, CreateEngine | undefined>> = {
  gzip: gunzipEngine,
  zstd: () => createZstdDecompress({ chunkSize: outputChunk }),
  none: undefined,
};

async function* inflate(input: AsyncIterable<Uint8Array>, create: CreateEngine): AsyncGenerator<Uint8Array> {
  let decoder = new Decoder(create());
  let padded = false;
  try {
    for await (const slice of input) {
      if (!padded) yield* freeing(decoder.write(slice));
      const from = padded ? 0 : decoder.taken;
      for (let rest = slice.subarray(from); rest.length > 0; rest = rest.subarray(decoder.taken)) {
        // Node's gunzip goes on by itself, but for padding with zeros; its zstd ends with a frame and drops the next.
        if (rest.every((byte) => byte === 0)) {
          padded = true;
          break;
        }
        // Where the slices are cut must not decide whether it counts.
        if (padded) throw corrupt(new Error('there is something behind the padding'));
        decoder.close();
        decoder = new Decoder(create());
        yield* freeing(decoder.write(rest));
      }
    }
    yield* freeing(decoder.end());
  } catch (error) {
    throw decoder.failure === undefined ? error : corrupt(decoder.failure);
  } finally {
    decoder.close();
  }
}

/**
 * A small object to which there is anything, most often damage. An engine that meets it gives out nothing of that write, so
 * the slice in which it met it is gone through again, byte by byte: else a small object would lose all of its lines.
 */
async function* salvage(bytes: Uint8Array, create: CreateEngine): AsyncGenerator<Uint8Array> {
  let given = 0;
  let slice = 0;
  async function* inSlices() {
    for (slice = 0; slice < bytes.length; slice += smallSlice)
      yield bytes.subarray(slice, slice + smallSlice);
  }
  async function* inBytes() {
    if (slice > 0) yield bytes.subarray(0, slice);
    for (let at = slice; at < bytes.length; at++) yield bytes.subarray(at, at + 1);
  }
  try {
    for await (const piece of inflate(inSlices(), create)) {
      const { length } = piece;
      yield piece;
      given += length;
    }
  } catch {
    for await (const piece of inflate(inBytes(), create)) {
      const again = Math.min(given, piece.length);
      given -= again;
      if (again < piece.length) yield piece.subarray(again);
    }
  }
}

/** Frees the memory of each piece that comes back, once it was used to its end: zlib writes into what is left of it. */
async function* freeing(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    const { buffer, byteOffset, length } = piece;
    const end = byteOffset + length;
    // Smaller buffers may be the pool that all small ones of the process are cut from.
    if (end === buffer.byteLength && end > Buffer.poolSize) (buffer as ArrayBuffer).transfer(0);
  }
}

/** Cut small, and the end of the object apart: a checksum that is wrong must not cost what would be decoded with it. */
async function* slices(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array();
  for await (const chunk of input) {
    const bytes = Buffer.concat([held, chunk]);
    const end = Math.max(0, bytes.length - trailer);
    for (let at = 0; at < end; at += inputSlice) yield bytes.subarray(at, Math.min(end, at + inputSlice));
    held = bytes.subarray(end);
  }
  yield held;
}

interface Start {
  readonly bytes: Uint8Array;
  /** There is nothing behind `bytes`. */
  readonly whole: boolean;
  /** What is behind them, an error of the source included. */
  readonly rest: AsyncIterator<Uint8Array>;
}

/** Reads on until the end, or until it is no small object any more. */
async function readSmall(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): Promise<Start> {
  const pieces = [head];
  let length = head.length;
  let rest = iterator;
  let whole = false;
  while (!whole && length <= smallObject) {
    try {
      const { done, value } = await iterator.next();
      if (done) whole = true;
      else {
        pieces.push(value);
        length += value.length;
      }
    } catch (error) {
      rest = { next: () => Promise.reject(error) };
      break;
    }
  }
  return { bytes: pieces.length === 1 ? head : Buffer.concat(pieces), whole, rest };
}

async function* startingWith(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function corrupt(cause: unknown): LogflowError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LogflowError(
    {
      code: corruptRow.code,
      message: `the compressed data is damaged or cut short (${reason})`,
      hint: corruptRow.hint,
    },
    { cause },
  );
}
