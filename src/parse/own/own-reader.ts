import type { OwnDefinition } from '../definition.ts';
import { reasons } from '../malformed.ts';
import {
  type DocumentReader,
  lineDecoder,
  malformed,
  originOf,
  type Reading,
  type ReadingContext,
} from '../reading.ts';
import { isTree, type Tree } from '../records/tree.ts';
import { namesColumns } from './csv-header.ts';
import type { OwnEvent, RunStep } from './event.ts';
import { fieldsParser } from './parser.ts';
import { runnable } from './steps.ts';

/** What watches the steps: `explain`. */
export interface StepWatch {
  /** Behind each step that was run; `step` counts from 0, -1 is the parser. */
  saw(step: number, event: OwnEvent): void;
}

/** Reads lines by a pipeline of the user's own. */
export function ownReader(context: ReadingContext<OwnDefinition>, watch?: StepWatch): DocumentReader {
  const { definition, header, options, geo } = context;
  const parse = fieldsParser(
    definition.parser,
    header.fields.map(({ target }) => target),
  );
  const steps = definition.steps.map((step) => runnable(step, { geo, earliest: options.earliest }));
  const isHeader = namesColumns(definition, header);
  return {
    hasTurned: false,
    read(line, latest) {
      if (line.content.length > options.maxLineBytes) return malformed(reasons.tooLong(options.maxLineBytes));
      const text = lineDecoder.decode(line.content);
      if (isHeader(text)) return { kind: 'skipped' };
      const fields = parse(text);
      if (typeof fields === 'string') return malformed(fields);
      const event: OwnEvent = { fields, tags: [], time: undefined, latest };
      return run(steps, event, watch) ?? document(context, event, text, line.offset);
    },
  };
}

function run(steps: readonly RunStep[], event: OwnEvent, watch: StepWatch | undefined): Reading | undefined {
  watch?.saw(-1, event);
  for (const [i, step] of steps.entries()) {
    const end = step(event);
    if (end) return end;
    watch?.saw(i, event);
  }
  return undefined;
}

/** What the pipeline itself writes: `type` and `message` only where the event has no such field. */
function document(
  context: ReadingContext<OwnDefinition>,
  { fields, tags, time }: OwnEvent,
  text: string,
  offset: number,
): Reading {
  const { name, message, tags: own } = context.definition;
  if (time === undefined) return malformed('no step found the time of the event');
  const origin = originOf(context, offset);
  const made: Tree = {
    ...{ type: name, ...(message && { message: text }) },
    ...fields,
    tags: [name, ...own, ...tags, ...listOf(fields.tags)],
    ...origin,
    ...(isTree(fields.log) && { log: { ...fields.log, ...origin.log } }),
  };
  return { kind: 'document', time, document: made };
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}
