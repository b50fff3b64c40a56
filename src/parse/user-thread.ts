/*
 * What runs in the thread of a user's function: that, and what it needs to be given documents. It may be ended at any moment.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { BodyWriter } from './body-writer.ts';
import type { FromUserThread, ToUserThread, UserItems, UserThreadData } from './user-thread-messages.ts';
import type { Transform, TransformContext } from './user-transform.ts';

const { module, done } = workerData as UserThreadData;
/** Digits that a JavaScript number may not hold. */
const manyDigits = /\d{16}/;
const wholeNumber = /^-?\d+$/;

/** What a function did wrong. */
class Wrong extends Error {}

function answer(transform: Transform, { items, context }: ToUserThread): void {
  const written = new BodyWriter(items.body.length);
  const bytes = Buffer.from(items.body.buffer, items.body.byteOffset, items.body.length);
  let leftOut = 0;
  for (let i = 0; i < items.docs; i += 1) {
    const item = bytes.toString('utf8', items.starts[i], items.starts[i + 1]);
    const end = item.indexOf('\n');
    try {
      const made = transformed(transform, item.slice(end + 1), context);
      if (made === undefined) leftOut += 1;
      else written.add(`${item.slice(0, end)}\n${made}\n`);
    } catch (error) {
      reply({ kind: 'failed', why: whyOf(error), document: placeOf(item.slice(end + 1)) ?? `${i + 1}` });
      return;
    }
    Atomics.add(done, 0, 1);
  }
  const made: UserItems = { ...written.finish(), docs: written.items };
  reply({ kind: 'items', items: made, leftOut }, [made.body.buffer, made.starts.buffer] as ArrayBuffer[]);
}

/** JSON of the document that is sent instead; undefined: none. */
function transformed(transform: Transform, text: string, context: TransformContext): string | undefined {
  const document = manyDigits.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
  const made: unknown = transform(document, context);
  if (made === undefined || made === null) return undefined;
  if (typeof made !== 'object' || Array.isArray(made)) throw new Wrong('it answered with what is no object');
  if (made instanceof Promise) throw new Wrong('it answered with a promise: it cannot be waited for');
  return JSON.stringify(made, (_, value) =>
    typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value,
  );
}

function exactly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value;
  return wholeNumber.test(source) ? BigInt(source) : value;
}

/** Where the line of a document stands, if it says so. */
function placeOf(document: string): string | undefined {
  const { log } = JSON.parse(document) as { readonly log?: { readonly offset?: unknown } };
  return typeof log?.offset === 'number' ? `at ${log.offset}` : undefined;
}

function whyOf(error: unknown): string {
  if (error instanceof Wrong) return error.message;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `it threw ${text.split('\n', 1)[0]}`.slice(0, 500);
}

function reply(message: FromUserThread, transferred: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}

try {
  const { default: transform } = (await import(module)) as { readonly default?: unknown };
  if (typeof transform !== 'function') throw new Wrong('its default export is no function');
  parentPort?.on('message', (message: ToUserThread) => answer(transform as Transform, message));
  reply({ kind: 'ready' });
} catch (error) {
  reply({ kind: 'unloadable', why: whyOf(error).replace(/^it threw | imported from .*$/g, '') });
}
