import { type FileHandle, open, stat } from 'node:fs/promises';

/** Bytes. The largest database that MaxMind sell has half of it. */
const maxBytes = 2 ** 30;

/** Reads a file into memory that threads can share. Rejects when it has more than 1 GiB, and when it ends early. */
export async function readShared(path: string): Promise<SharedArrayBuffer> {
  // Before it is opened: a pipe without a writer would never be open.
  if (!(await stat(path)).isFile()) throw new Error('it is no file');
  await using file: FileHandle = await open(path);
  const { size } = await file.stat();
  if (size > maxBytes) throw new Error(`it has ${size} bytes, and ${maxBytes} is the most`);
  const bytes = new Uint8Array(new SharedArrayBuffer(size));
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) throw new Error(`it ended after ${filled} of ${size} bytes`);
    filled += bytesRead;
  }
  return bytes.buffer;
}
