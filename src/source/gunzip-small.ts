import { gunzipSync } from 'node:zlib';

/** Compressed bytes up to which an object is decompressed in one go: half a millisecond on the main thread. */
export const smallObject = 64 * 1024;
/** What small objects may decode to. Logs reach 5 to 10 times their size. */
const maxOutput = 1024 * 1024;

/** With `info` zlib answers with its engine beside the bytes; the types do not know that. */
interface Info {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * A whole gzip file at once: a quarter of the CPU that the stream needs for a small one. Undefined when there is anything
 * to it: damage, a bomb, something behind its end. The stream gives out what of that can be decoded, and says what is wrong.
 */
export function gunzipSmall(stored: Uint8Array): Uint8Array | undefined {
  try {
    const options = { chunkSize: likelySize(stored), maxOutputLength: maxOutput, info: true };
    const { buffer, engine } = gunzipSync(stored, options) as unknown as Info;
    return engine.bytesWritten === stored.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

/** What the last four bytes say (of the last member, modulo 2^32), and a little more: a full chunk costs a second one. */
function likelySize(stored: Uint8Array): number {
  const { buffer, byteOffset, length } = stored;
  const said = new DataView(buffer, byteOffset, length).getUint32(length - 4, true);
  return Math.min(said, maxOutput) + 64;
}
