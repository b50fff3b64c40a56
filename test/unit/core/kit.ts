import { AdaptiveLimit } from '../../../src/core/adaptive-limit.ts';
import { type IngestDeps, type IngestLimits, ingest } from '../../../src/core/ingest.ts';
import { Metrics } from '../../../src/core/metrics.ts';
import { createRoute } from '../../../src/core/route.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { type BulkBatch, type FinalVerdict, itemStart, type Sink } from '../../../src/model/bulk.ts';
import { LogflowError } from '../../../src/model/errors.ts';
import { type ObjectRef, type Outcome, type S3Ref, uriOf, type WorkItem } from '../../../src/model/object.ts';
import { inlineTransforms } from '../../../src/parse/transforms.ts';
import type { OpenObject } from '../../../src/source/open.ts';
import { geoOf } from '../../helpers/geo.ts';

/** 2026-11-23T00:00:00Z, in s. */
export const now = 1_795_392_000;
export const header = `${vpcFlow.format.headerless[0]?.fields.join(' ')}\n`;

export const transforms = inlineTransforms(
  {
    timezone: 'UTC',
    opType: 'create',
    origin: false,
    maxLineBytes: 1024 * 1024,
    maxIndices: 100,
    earliest: 631_152_000,
    maxFuture: 86_400,
  },
  { geo: geoOf(() => undefined), now: () => now },
);
export const route = createRoute([vpcFlow], transforms);

/** One flow-log line with its LF; different for each `n`. */
export function line(n: number, status = 'OK'): string {
  return `123456789010 ACCEPT ${n} 10.0.0.1 443 ${now - 60} i-1 eni-1 ${status} 1 10.0.0.1 10.0.0.2 6 10.0.0.2 5000 ${now - 120} subnet-1 0 IPv4 3 vpc-1\n`;
}

/** A header and `count` lines whose numbers begin at `first`. */
export function flowLog(count: number, first = 0): string {
  return header + Array.from({ length: count }, (_, i) => line(first + i)).join('');
}

export function refOf(name: string): S3Ref {
  return { kind: 's3', bucket: 'b', key: `AWSLogs/1/vpcflowlogs/${name}.log` };
}

export function uri(name: string): string {
  return uriOf(refOf(name));
}

/** Waits for so many turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Turns the event loop until `check` holds; the test's own time limit is the only one. */
export async function until(check: () => boolean): Promise<void> {
  while (!check()) await turns(1);
}

export interface Recorded extends WorkItem {
  readonly outcomes: Outcome[];
}

export function work(name: string): Recorded {
  const outcomes: Outcome[] = [];
  return {
    ref: refOf(name),
    outcomes,
    async settle(outcome) {
      outcomes.push(outcome);
    },
  };
}

export function only({ outcomes }: Recorded): Outcome {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length > 1) throw new Error(`settled ${outcomes.length} times`);
  return outcome;
}

export async function* each(items: Iterable<WorkItem>): AsyncGenerator<WorkItem> {
  yield* items;
}

export type Bytes = AsyncIterable<Uint8Array>;

/** The text in pieces of so many bytes, and then, if there is one, the error. */
export async function* bytesOf(
  text: string,
  pieceBytes = 64 * 1024,
  error?: unknown,
): AsyncGenerator<Buffer> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += pieceBytes) yield all.subarray(at, at + pieceBytes);
  if (error !== undefined) throw error;
}

/** Opens by uri what `make` gives: text, or bytes as they come. */
export function opener(make: (ref: ObjectRef, signal: AbortSignal) => string | Bytes): OpenObject {
  return async (ref, signal) => {
    const content = make(ref, signal);
    const bytes = typeof content === 'string' ? bytesOf(content) : content;
    return { kind: 'opened', object: { identity: { bucket: 'b', key: uriOf(ref), version: 'v1' }, bytes } };
  };
}

export function problemError(code: string): LogflowError {
  return new LogflowError({ code, message: `${code} happened`, hint: 'mend it' });
}

export function tell(batch: BulkBatch, verdictOf: () => FinalVerdict = () => ({ kind: 'ok' })): void {
  for (const part of batch.parts) {
    for (let item = part.from; item < part.to; item++) part.settle(item, item + 1, verdictOf());
  }
}

export interface TestSink extends Sink {
  readonly batches: BulkBatch[];
  /** `commit URI` and `discard URI`, in order. */
  readonly calls: string[];
}

/** Its bytes are given to others when it was delivered. */
function copyOf(batch: BulkBatch): BulkBatch {
  const bytes = Buffer.concat(batch.parts.slice(0, 1).map((part) => part.bytes.subarray(0, batch.bytes)));
  return { ...batch, parts: batch.parts.map((part) => ({ ...part, bytes })) };
}

/** Keeps what it was given; `answer` says what becomes of it, by default all is well. */
export function testSink(
  answer: (batch: BulkBatch, signal: AbortSignal) => Promise<void> | void = (batch) => tell(batch),
): TestSink {
  const batches: BulkBatch[] = [];
  const calls: string[] = [];
  return {
    batches,
    calls,
    async deliver(batch, signal) {
      batches.push(copyOf(batch));
      await answer(batch, signal);
    },
    async commit(object) {
      calls.push(`commit ${object}`);
      return undefined;
    },
    async discard(object) {
      calls.push(`discard ${object}`);
    },
    close: async () => {},
  };
}

/** Rejects when the signal aborts, as `deliver` must, and never otherwise. */
export function stuck(_: BulkBatch, signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The number that `line` was given, for each document of the batches that is of this object, in their order. */
export function delivered(batches: readonly BulkBatch[], object?: string): number[] {
  const parts = batches.flatMap((batch) => batch.parts).filter((part) => !object || part.object === object);
  return parts.flatMap((part) => {
    const text = part.bytes.toString('utf8', itemStart(part, part.from), itemStart(part, part.to));
    return Array.from(text.matchAll(/"bytes":(\d+),/g), ([, n]) => Number(n));
  });
}

/** The engine's limits, and the two that adapt: here they stand still. */
export type TestLimits = IngestLimits & { readonly concurrency: number; readonly bulks: number };

export const limits: TestLimits = {
  concurrency: 8,
  maxObjects: 1000,
  bulks: 4,
  maxBytes: 5 * 2 ** 20,
  maxDocs: 10_000,
  maxAge: 1000,
  maxBatches: 5,
  maxLineBytes: 1024 * 1024,
};

export interface Started {
  readonly done: Promise<void>;
  readonly metrics: Metrics;
  readonly abort: AbortController;
}

export function start(
  deps: Pick<IngestDeps, 'source' | 'sink' | 'open'> & Partial<IngestDeps>,
  changed: Partial<TestLimits> = {},
): Started {
  const metrics = new Metrics(() => now * 1000);
  const abort = new AbortController();
  const { concurrency, bulks, ...rest } = { ...limits, ...changed };
  const fixed = (most: number) => new AdaptiveLimit({ start: most, most, decrease: 1 });
  const done = ingest(
    { route, metrics, abort: abort.signal, readers: fixed(concurrency), bulks: fixed(bulks), ...deps },
    rest,
  );
  done.catch(() => {}); // The test looks at it when it is ready to.
  return { done, metrics, abort };
}
