/* The real thread, but for blocks whose text says how it is to die. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { ToThread } from '../../../src/parse/thread-messages.ts';

function dieIfAsked(message: ToThread): void {
  const text = Buffer.from(message.block.bytes).toString();
  if (text.includes('please throw')) throw new Error('as you wish');
  if (text.includes('please tell your heap')) throw new Error(`it holds ${heapUsed()} bytes`);
  if (text.includes('please exit')) process.exit(3);
  if (text.includes('please fill the heap')) {
    const held: number[][] = [];
    for (;;) held.push(new Array<number>(1_000_000).fill(held.length));
  }
}

/** Without garbage. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

// What the thread listens with comes second.
const port = parentPort as MessagePort;
const listen = port.on.bind(port) as (event: string, listener: (message: ToThread) => void) => MessagePort;
port.on = ((event: string, listener: (message: ToThread) => void) =>
  listen(event, (message) => {
    dieIfAsked(message);
    listener(message);
  })) as MessagePort['on'];
await import('../../../src/parse/thread.ts');
