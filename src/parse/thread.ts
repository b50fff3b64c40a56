/*
 * What runs in a worker thread: transforms, and nothing else. It holds no sockets and knows nothing of tickets. What it
 * imports is loaded once per thread: keep it little, and no .tsx, which plain type stripping cannot read.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { BoundedCache } from './bounded-cache.ts';
import { compile } from './compile/compile.ts';
import type { ObjectTransform, ParseEnv } from './context.ts';
import { geoLookup } from './geo.ts';
import type { Header } from './header.ts';
import {
  type Beginning,
  type FromThread,
  packError,
  type ThreadData,
  type ToThread,
} from './thread-messages.ts';
import { freeing, reuseBody } from './transforms.ts';

const { definitions, options, geo } = workerData as ThreadData;
const env: ParseEnv = { geo: geoLookup(geo), now: () => Date.now() / 1000 };
const objects = new Map<number, ObjectTransform>();
const maxHeaders = 64;
const headers = new BoundedCache<string, Header>(maxHeaders);

function begin({ definition: place, header: text, context }: Beginning): ObjectTransform {
  const definition = definitions[place];
  if (definition === undefined) throw new Error(`there is no definition ${place}`);
  const header = headers.get(text) ?? headers.set(text, JSON.parse(text) as Header);
  try {
    return compile(definition, header, context, options, env);
  } catch (error) {
    // Every block of the object says so.
    return () => {
      throw error;
    };
  }
}

function answer({ object, block, beginning, ended, spare }: ToThread): void {
  for (const one of ended) objects.delete(one);
  if (spare) reuseBody(spare);
  try {
    const transform = beginning ? begin(beginning) : objects.get(object);
    if (transform === undefined) throw new Error(`object ${object} has not begun`);
    if (beginning) objects.set(object, transform);
    const chunk = freeing(block, transform);
    reply({ kind: 'chunk', chunk }, [chunk.body.buffer as ArrayBuffer, chunk.starts.buffer as ArrayBuffer]);
  } catch (error) {
    reply({ kind: 'thrown', thrown: packError(error) }, []);
  }
}

function reply(message: FromThread, transferred: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transferred);
}

parentPort?.on('message', answer);
reply({ kind: 'ready' }, []);
