import { aftermathOf, beginsAnew } from '../failures/aftermath.ts';
import { type BulkChunk, blockEnd, type MalformedLine, type Transform } from '../model/bulk.ts';
import { LogflowError, type Problem, plainProblem } from '../model/errors.ts';
import { type OpenedObject, uriOf, type WorkItem } from '../model/object.ts';
import { lineBlocks } from '../parse/blocks.ts';
import { firstLine } from '../parse/lines.ts';
import type { BegunTransform } from '../parse/transforms.ts';
import type { OpenObject } from '../source/open.ts';
import { untilAborted } from './abortable.ts';
import type { Batcher } from './batcher.ts';
import type { Metrics } from './metrics.ts';
import type { Handed } from './open-batch.ts';
import { recognise } from './recognise.ts';
import type { Pipeline, Route } from './route.ts';
import type { ReadFailure, Ticket } from './ticket.ts';
import type { Watermark, Watermarks } from './watermark.ts';

export interface ReadDeps {
  readonly open: OpenObject;
  readonly route: Route;
  readonly batcher: Batcher;
  readonly metrics: Metrics;
  readonly watermarks?: Watermarks;
  readonly prepare?: (pipeline: string) => Promise<Problem | undefined>;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
}

/** What the chunks of one attempt have in common. */
interface Origin extends Pick<Handed, 'object' | 'version' | 'rows'> {
  readonly mark: Watermark | undefined;
  /** Up to here, in bytes of the decompressed object, an attempt before this one had everything acknowledged. */
  readonly acknowledged: number;
  rows?: true;
}

/** How reading ended. */
export type ReadEnd = { readonly kind: 'end' } | ReadFailure;

/** Reads one object to its end, handing its documents to the batcher as they come. Never rejects. */
export async function readObject(item: WorkItem, ticket: Ticket, deps: ReadDeps): Promise<ReadEnd> {
  const { signal } = deps;
  if (signal.aborted) return { kind: 'aborted' };
  try {
    const pipeline = deps.route(item.ref);
    if (!pipeline) return { kind: 'unreadable', problem: unclaimed };
    // Before a request to S3, where the key says it all.
    const early = pipeline.forHead ? undefined : await deps.prepare?.(pipeline.name);
    if (early) return { kind: failureKind(early), problem: early };
    const opened = await deps.open(item.ref, signal);
    if (opened.kind !== 'opened') return opened;
    const known = await recognise(pipeline, untilAborted(opened.object.bytes, signal));
    if (!known.pipeline) return { kind: 'unreadable', problem: unknownFile };
    const problem = pipeline.forHead && (await deps.prepare?.(known.pipeline.name));
    if (problem) {
      await known.bytes[Symbol.asyncIterator]().return?.();
      return { kind: failureKind(problem), problem };
    }
    const object = { ...opened.object, bytes: known.bytes };
    return await readBlocks(object, uriOf(item.ref), known.pipeline, ticket, deps);
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    if (!(error instanceof LogflowError)) return { kind: 'failed', problem: surprise(error) };
    const problem = plainProblem(error);
    return { kind: failureKind(problem), problem };
  }
}

function failureKind(problem: Problem): 'changed' | 'failed' | 'unreadable' {
  if (beginsAnew(problem)) return 'changed';
  return aftermathOf(problem) === 'release' ? 'failed' : 'unreadable';
}

async function readBlocks(
  object: OpenedObject,
  uri: string,
  pipeline: Pipeline,
  ticket: Ticket,
  deps: ReadDeps,
): Promise<ReadEnd> {
  const { version } = object.identity;
  const mark = deps.watermarks?.of(uri, version);
  const origin: Origin = { object: uri, version, mark, acknowledged: mark?.offset ?? 0 };
  let begun: BegunTransform | undefined;
  let underWay: { readonly chunk: ReturnType<Transform>; readonly end: number } | undefined;
  const handUnderWay = async (): Promise<void> => {
    if (!underWay) return;
    const pending = underWay;
    underWay = undefined;
    const chunk = await pending.chunk;
    await hand(chunk, pending.end, origin, ticket, deps);
    begun?.reuse(chunk.body);
  };
  try {
    const { envelope } = pipeline;
    for await (const block of lineBlocks(object.bytes, { maxLineBytes: deps.maxLineBytes, envelope })) {
      // Also behind an abort come the whole lines that were there.
      deps.signal.throwIfAborted();
      deps.metrics.count.readBytes += block.bytes.length;
      if (!begun) {
        const line = firstLine(block);
        if (!line) continue;
        const { identity, properties } = object;
        const hasRows = block.rows !== undefined;
        const beginning = pipeline.begin(line, { identity, uri, hasRows, ...(properties && { properties }) });
        if (beginning.kind === 'refused') return { kind: 'unreadable', problem: beginning.problem };
        begun = beginning;
        if (hasRows) origin.rows = true;
      }
      // Its bytes are gone once it is transformed.
      const end = blockEnd(block);
      const chunk = begun.transform(block);
      // A thread has this block while the one before is handed on, so that it need not wait. Inline the chunk is there.
      if (chunk instanceof Promise) chunk.catch(() => {});
      await handUnderWay();
      underWay = { chunk, end };
      if (!(chunk instanceof Promise)) await handUnderWay();
    }
    await handUnderWay();
    return { kind: 'end' };
  } catch (error) {
    // What was there before the stream failed is to be indexed.
    await handUnderWay();
    throw error;
  } finally {
    begun?.end();
  }
}

/** Gives a chunk to the ticket first, then to the batcher: no verdict can come for a document nobody counted. */
async function hand(
  chunk: BulkChunk,
  end: number,
  { object, version, rows, mark, acknowledged }: Origin,
  ticket: Ticket,
  { batcher, metrics }: ReadDeps,
): Promise<void> {
  ticket.add(chunk);
  metrics.eventSeen(chunk.newest);
  const [sample] = chunk.samples;
  if (sample) metrics.problem(malformed(object, sample, rows), chunk.malformed);
  if (end <= acknowledged) {
    // What the cluster would say, too (R25).
    ticket.settle({ kind: 'duplicate' }, chunk.docs);
    return;
  }
  const span = mark?.begin(end, chunk.docs);
  await batcher.add({
    object,
    version,
    ...(rows && { rows }),
    chunk,
    settle: (first, last, verdict) => {
      metrics.settled();
      if (span) mark?.settle(span, verdict, last - first);
      ticket.settle(verdict, last - first);
    },
  });
}

function malformed(uri: string, { offset, reason, text }: MalformedLine, rows: Origin['rows']): Problem {
  return {
    code: 'LF_LINE_MALFORMED',
    message: `${uri} at ${rows ? 'row' : 'byte'} ${offset}: ${reason}: ${JSON.stringify(text)}`,
    hint: 'The line is counted and left out; the others of its object are not affected.',
  };
}

const unclaimed: Problem = {
  code: 'LF_OBJECT_UNCLAIMED',
  message: 'no pipeline claims this object',
  hint: 'Pipelines are chosen by the key.',
};

/** What a file is told that no pipeline knows, by its name or by its first line. */
export const unknownFile: Problem = {
  code: 'LF_OBJECT_UNCLAIMED',
  message: 'no pipeline claims this file, and its first line says nothing',
  hint: 'Name its pipeline alone, as in --pipelines vpcflowlogs.',
};

/** Sources translate their own errors: what arrives here is a bug, and must not look like a bad object. */
function surprise(error: unknown): Problem {
  return {
    code: 'LF_BUG',
    message: `reading failed unexpectedly: ${whereabouts(error)}`,
    hint: 'This is a bug in logflow: please report it. The object has failed, and is tried again when its message comes again.',
  };
}

/** The beginning of the stack, on one line. */
function whereabouts(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split('\n').slice(0, 3);
  return lines.map((line) => line.trim()).join(' ');
}
