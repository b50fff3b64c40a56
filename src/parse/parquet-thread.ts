/* What runs in the thread that decodes Parquet: one file at a time, and a block more whenever one was taken. */
import { parentPort } from 'node:worker_threads';
import type { FromDecoder, ToDecoder } from './parquet-messages.ts';
import { rowBlocks } from './parquet-rows.ts';

let blocks: ReturnType<typeof rowBlocks> | undefined;

async function answer(message: ToDecoder): Promise<FromDecoder> {
  try {
    if (message.kind === 'file') blocks = rowBlocks(message.file);
    const next = await blocks?.next();
    if (next !== undefined && !next.done) return { kind: 'block', block: next.value };
    blocks = undefined;
    return { kind: 'end' };
  } catch (error) {
    blocks = undefined;
    return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', async (message: ToDecoder) => {
  const reply = await answer(message);
  parentPort?.postMessage(reply, reply.kind === 'block' ? [reply.block.bytes.buffer as ArrayBuffer] : []);
});
