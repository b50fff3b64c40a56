import { LogflowError } from '../model/errors.ts';
import { lineBlocks } from '../parse/blocks.ts';
import { linesOf } from '../parse/lines.ts';
import { decompress } from '../source/decompress.ts';
import { readEntry } from './entry.ts';
import type { StoredEntry } from './store.ts';

/** Longer than any line that `max-line` allows, each of its bytes escaped (R6). */
const maxLineBytes = 400 * 2 ** 20;

/** The entries in gzipped lines, in constant memory. What cannot be understood is told with `where`. */
export async function* readEntries(
  bytes: AsyncIterable<Uint8Array>,
  where: string,
): AsyncGenerator<StoredEntry> {
  try {
    for await (const block of lineBlocks(decompress(bytes), { maxLineBytes })) {
      for (const { content, offset } of linesOf(block)) {
        const entry = readEntry(Buffer.from(content.buffer, content.byteOffset, content.length).toString());
        yield entry ? { kind: 'entry', entry } : damaged(`${where} at byte ${offset}: no rejected document`);
      }
    }
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    yield damaged(`${where}: ${error.message}`);
  }
}

/** What a store holds that is none of ours. */
export function damaged(message: string): StoredEntry {
  const hint = 'Somebody else wrote or cut it: look at it there. It is left as it is.';
  return { kind: 'damaged', problem: { code: 'LF_REJECTS_DAMAGED', message, hint } };
}
