/*
 * What runs in a worker thread: transforms, and nothing else. It holds no sockets and knows nothing of tickets. What it
 * imports is loaded once per thread: keep it little, and no .tsx, which plain type stripping cannot read.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { never } from '../model/errors.ts';
import type { ObjectTransform, ParseEnv } from './context.ts';
import { geoLookup } from './geo.ts';
import { type FromThread, packError, type ThreadData, type ToThread } from './thread-messages.ts';
import { reuseBody, transformObject } from './transforms.ts';

const { definitions, options, geo } = workerData as ThreadData;
const env: ParseEnv = { geo: geoLookup(geo), now: () => Date.now() / 1000 };
const objects = new Map<number, ObjectTransform>();

function begin(message: Extract<ToThread, { kind: 'open' }>): ObjectTransform {
  const definition = definitions[message.definition];
  if (definition === undefined) throw new Error(`there is no definition ${message.definition}`);
  try {
    return transformObject(definition, message.header, message.context, options, env);
  } catch (error) {
    // `open` has no answer: its first block has.
    return () => {
      throw error;
    };
  }
}

function answer({ object, block, spare }: Extract<ToThread, { kind: 'block' }>): void {
  if (spare) reuseBody(spare);
  try {
    const transform = objects.get(object);
    if (transform === undefined) throw new Error(`object ${object} is not open`);
    const chunk = transform(block);
    reply({ kind: 'chunk', chunk }, [chunk.body.buffer as ArrayBuffer, chunk.starts.buffer as ArrayBuffer]);
  } catch (error) {
    reply({ kind: 'thrown', thrown: packError(error) }, []);
  } finally {
    // Frees the block at once. A thread whose transform makes little garbage would not come to collecting blocks for long:
    // 60 MiB a thread at the peak.
    (block.bytes.buffer as ArrayBuffer).transfer(0);
  }
}

function reply(message: FromThread, transferred: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transferred);
}

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'open':
      objects.set(message.object, begin(message));
      break;
    case 'block':
      answer(message);
      break;
    case 'close':
      objects.delete(message.object);
      break;
    default:
      never(message);
  }
});
reply({ kind: 'ready' }, []);
