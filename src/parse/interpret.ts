import { never } from '../model/errors.ts';
import { ChunkBuilder } from './chunk-builder.ts';
import type { ObjectContext, ObjectTransform, ParseEnv } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import { docIds } from './doc-id.ts';
import { type Reading, readDocument } from './document.ts';
import { filterKinds } from './filter-kinds.ts';
import type { Header } from './header.ts';
import { type Line, linesOf } from './lines.ts';
import { indexNames } from './local-date.ts';
import { reasons } from './malformed.ts';

/**
 * Runs a definition over an object's lines the slow and obvious way: plain objects and `JSON.stringify`. What the compiled
 * transform must do is what this does.
 * Takes the object's blocks in their order: the distinct indices (R4) and the kinds of filtered lines are counted over all of them.
 * Throws `LF_TIMEZONE` when the options' time zone is not known.
 */
export function interpret(
  definition: PipelineDefinition,
  header: Header,
  object: ObjectContext,
  options: PipelineOptions,
  env: ParseEnv,
): ObjectTransform {
  const context = { definition, header, object, options, geo: env.geo };
  const idOf = docIds(definition.id, object.identity);
  const indexOf = indexNames(definition.index, options.timezone);
  const mayWrite = indexCap(options.maxIndices);
  const kindOf = filterKinds();
  const isHeader = headerTest(definition, header);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  const read = (line: Line, latest: number): Reading =>
    line.content.length > options.maxLineBytes
      ? { kind: 'malformed', reason: reasons.tooLong(options.maxLineBytes) }
      : readDocument(context, decoder.decode(line.content), line.offset, latest);

  const addDocument = (chunk: ChunkBuilder, line: Line, time: number, document: object): void => {
    const index = indexOf(time);
    if (!mayWrite(index)) {
      chunk.malformed(line, reasons.tooManyIndices(options.maxIndices));
      return;
    }
    const action = { [options.opType]: { _index: index, _id: idOf(line) } };
    chunk.document(`${JSON.stringify(action)}\n${JSON.stringify(document)}\n`, time);
  };

  let lastBody = 0;
  return (block) => {
    // A little more than last time, so that the buffer rarely grows.
    const chunk = new ChunkBuilder(Math.ceil(lastBody * 1.1));
    const latest = env.now() + options.maxFuture;
    for (const line of linesOf(block)) {
      // Neither is "read" (R5).
      if (line.content.length === 0 || isHeader(line)) continue;
      const reading = read(line, latest);
      switch (reading.kind) {
        case 'document':
          addDocument(chunk, line, reading.time, reading.document);
          break;
        case 'filtered':
          chunk.filtered(kindOf(reading.value));
          break;
        case 'malformed':
          chunk.malformed(line, reading.reason);
          break;
        default:
          never(reading);
      }
    }
    const finished = chunk.finish();
    lastBody = finished.body.length;
    return finished;
  };
}

/** Recognises the header line, also where files were put one behind the other. */
function headerTest(definition: PipelineDefinition, header: Header): (line: Line) => boolean {
  if (!header.fromLine) return () => false;
  const bytes = Buffer.from(header.fields.map(({ name }) => name).join(definition.format.separator));
  return (line) => bytes.equals(line.content);
}

/** Lets an object write to so many indices: stray times must not create thousands (R4). */
function indexCap(maxIndices: number): (index: string) => boolean {
  const indices = new Set<string>();
  return (index) => {
    if (indices.size < maxIndices) indices.add(index);
    return indices.has(index);
  };
}
