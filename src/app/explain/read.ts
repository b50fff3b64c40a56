import { untilAborted } from '../../core/abortable.ts';
import { unknownFile } from '../../core/object.ts';
import { recognise } from '../../core/recognise.ts';
import type { Pipeline } from '../../core/route.ts';
import { Ticket } from '../../core/ticket.ts';
import { type Books, emptyBooks } from '../../model/books.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import { type ObjectRef, type OpenedObject, type Outcome, uriOf } from '../../model/object.ts';
import { lineBlocks } from '../../parse/blocks.ts';
import { compile } from '../../parse/compile/compile.ts';
import type { ParseEnv } from '../../parse/context.ts';
import type { OwnDefinition, PipelineDefinition, PipelineOptions } from '../../parse/definition.ts';
import { idKindOf } from '../../parse/doc-id.ts';
import type { Header } from '../../parse/header.ts';
import { type LineReader, lineReader } from '../../parse/line-reader.ts';
import { firstLine } from '../../parse/lines.ts';
import { indexNames } from '../../parse/local-date.ts';
import { type BegunTransform, reuseBody, type Transforms } from '../../parse/transforms.ts';
import type { UserThread } from '../../parse/user-thread-handle.ts';
import type { OpenObject } from '../../source/open.ts';
import { IndexCounts } from './index-counts.ts';
import { Samples } from './samples.ts';
import { Traces } from './traces.ts';

/** What is known of an object after, or while, it is read. */
export interface Findings {
  readonly samples: Samples;
  readonly indices: IndexCounts;
  readonly traced: number;
  /** As the engine keeps them, every document taken. */
  books: Books;
  unpacked: number;
  bulk: number;
  /** s since the epoch; 0 when there is none. */
  newest: number;
  begun?: BegunObject;
  /** There for a pipeline of the user's own. */
  traces?: Traces;
}

/** The pipeline that met the first line. */
export interface BegunObject {
  readonly definition: PipelineDefinition;
  readonly header: Header;
  readonly reader: LineReader;
  readonly hasRows: boolean;
}

export interface ReadDeps {
  readonly open: OpenObject;
  readonly options: PipelineOptions;
  readonly env: ParseEnv;
  /** Ends the reading; what was found by then stands. */
  readonly signal: AbortSignal;
}

/** `documents`: how many to keep; `traced`: lines to follow through the steps of a user's own pipeline. */
export function noFindings(documents: number, traced: number): Findings {
  return {
    traced,
    ...{ samples: new Samples(documents), indices: new IndexCounts() },
    ...{ books: emptyBooks(), unpacked: 0, bulk: 0, newest: 0 },
  };
}

/**
 * Transforms for one object at a time, where they are called. They leave the block whole: it may be read once more.
 * `thread`: that of a user's function, to follow lines through it.
 */
export function watchedTransforms(
  { options, env }: ReadDeps,
  findings: Findings,
  thread: (definition: OwnDefinition) => UserThread | undefined,
): Transforms {
  return {
    begin(definition, header, object) {
      const indexOf = indexNames(definition.index, options.timezone);
      const reader = lineReader({ definition, header, object, options, geo: env.geo, indexOf });
      const { hasRows = false } = object;
      const ofObject = { ...definition, id: idKindOf(definition.id, object) };
      findings.begun = { definition: ofObject, header, reader, hasRows };
      const transform = compile(definition, header, object, options, env);
      if (definition.kind === 'own') {
        const context = { definition, header, object, options, geo: env.geo };
        findings.traces = new Traces(findings.traced, context, thread(definition));
      }
      return { transform, reuse: reuseBody, end: () => {} };
    },
    close: async () => {},
  };
}

/**
 * Reads the object to its end as the engine does, with every document taken, and answers with how the engine's own ledger
 * judges that.
 */
export async function readToEnd(
  ref: ObjectRef,
  pipeline: Pipeline,
  deps: ReadDeps,
  findings: Findings,
): Promise<Outcome> {
  const { promise: outcome, resolve } = Promise.withResolvers<Outcome>();
  const ticket = new Ticket(resolve);
  findings.books = ticket.books;
  try {
    const opened = await deps.open(ref, deps.signal);
    if (opened.kind === 'opened') {
      const known = await recognise(pipeline, untilAborted(opened.object.bytes, deps.signal));
      const object = { ...opened.object, bytes: known.bytes };
      const refused = known.pipeline
        ? await readBlocks(object, uriOf(ref), known.pipeline, ticket, deps, findings)
        : ({ kind: 'unreadable', problem: unknownFile } as const);
      ticket.end(refused ?? { kind: 'end' });
    } else ticket.end(opened);
  } catch (error) {
    if (deps.signal.aborted) ticket.abort();
    else if (error instanceof LogflowError)
      ticket.end({ kind: failureKind(error), problem: plainProblem(error) });
    else throw error;
  }
  return outcome;
}

function failureKind({ code }: LogflowError): 'changed' | 'unreadable' {
  return code === 'LF_OBJECT_CHANGED' ? 'changed' : 'unreadable';
}

async function readBlocks(
  object: OpenedObject,
  uri: string,
  pipeline: Pipeline,
  ticket: Ticket,
  deps: ReadDeps,
  findings: Findings,
): Promise<{ readonly kind: 'unreadable'; readonly problem: Problem } | undefined> {
  const { identity, properties } = object;
  let begun: BegunTransform | undefined;
  const { maxLineBytes } = deps.options;
  for await (const block of lineBlocks(object.bytes, { maxLineBytes, envelope: pipeline.envelope })) {
    findings.unpacked += block.bytes.length;
    if (!begun) {
      const line = firstLine(block);
      if (!line) continue;
      const hasRows = block.rows !== undefined;
      const beginning = pipeline.begin(line, { identity, uri, hasRows, ...(properties && { properties }) });
      if (beginning.kind === 'refused') return { kind: 'unreadable', problem: beginning.problem };
      begun = beginning;
    }
    await findings.traces?.add(block, deps.env.now() + deps.options.maxFuture);
    const chunk = await begun.transform(block);
    ticket.add(chunk);
    ticket.settle({ kind: 'ok' }, chunk.docs);
    findings.bulk += chunk.body.length;
    findings.newest = Math.max(findings.newest, chunk.newest);
    findings.indices.add(chunk);
    const { begun: known } = findings;
    if (known) findings.samples.add(block, chunk, known, deps.env.now() + deps.options.maxFuture);
    begun.reuse(chunk.body);
  }
  return undefined;
}

/** The first line of an object that is not blank, if it has one; a problem when there is no way to it. */
export async function peekFirstLine(
  ref: ObjectRef,
  deps: ReadDeps,
): Promise<{ readonly line?: Uint8Array; readonly problem?: Problem }> {
  try {
    const opened = await deps.open(ref, deps.signal);
    if (opened.kind !== 'opened') return { problem: opened.problem };
    const bytes = untilAborted(opened.object.bytes, deps.signal);
    for await (const block of lineBlocks(bytes, { maxLineBytes: deps.options.maxLineBytes })) {
      const line = firstLine(block);
      if (line) return { line };
    }
    return {};
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof LogflowError)) throw error;
    return { problem: plainProblem(error) };
  }
}
