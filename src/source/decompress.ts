import type { Transform as Engine } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { LogflowError } from '../model/errors.ts';

/** Bytes that the engine gives out at once; 256 KiB was 2.6 times as fast as zlib's default of 16 KiB. */
const outputChunk = 256 * 1024;
/** Compressed bytes handed to the engine at once: with deflate's best ratio of 1:1032, 16 MiB come out at most. */
const inputSlice = 16 * 1024;

/** Decompresses by what the first bytes say, never by the name or the headers. Concatenated members are one stream. */
export async function* decompress(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = input[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array();
    while (head.length < 4) {
      const { done, value } = await iterator.next();
      if (done) break;
      head = head.length === 0 ? value : Buffer.concat([head, value]);
    }
    if (head.length === 0) return;
    const rest = { [Symbol.asyncIterator]: () => iterator };
    const engine = engineFor(head);
    if (engine) {
      yield* inflate(head, rest, engine);
    } else {
      yield head;
      yield* rest;
    }
  } finally {
    await iterator.return?.();
  }
}

function engineFor(head: Uint8Array): Engine | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return createGunzip({ chunkSize: outputChunk });
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) {
    return createZstdDecompress({ chunkSize: outputChunk });
  }
  return undefined;
}

/**
 * Driven by hand instead of with `pipeline`: a stream that is destroyed by an error drops what it had decoded,
 * and what decoded before the damage is to be indexed.
 */
async function* inflate(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  engine: Engine,
): AsyncGenerator<Uint8Array> {
  const decoded: Uint8Array[] = [];
  let failure: unknown;
  // After an error zlib calls no callback; it closes. One waiter at a time, so one slot will do.
  let wake = () => {};
  engine.on('data', (chunk: Uint8Array) => decoded.push(chunk));
  engine.on('error', (error) => {
    failure ??= error;
  });
  engine.on('end', () => wake());
  engine.on('close', () => wake());
  const step = (action: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (engine.destroyed) resolve();
      else action(resolve);
    });
  try {
    for await (const chunk of withHead(head, rest)) {
      for (let at = 0; at < chunk.length && !failure; at += inputSlice) {
        await step((done) => engine.write(chunk.subarray(at, at + inputSlice), done));
        yield* decoded.splice(0);
      }
      if (failure) break;
    }
    if (!failure) await step(() => engine.end());
    yield* decoded.splice(0);
    if (failure) throw corrupt(failure);
  } finally {
    engine.destroy();
  }
}

async function* withHead(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

function corrupt(cause: unknown): LogflowError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LogflowError(
    {
      code: 'LF_OBJECT_CORRUPT',
      message: `the compressed data is damaged or cut short (${reason})`,
      hint: 'what could be decoded is indexed; look at the object, or let whoever wrote it write it again',
    },
    { cause },
  );
}
