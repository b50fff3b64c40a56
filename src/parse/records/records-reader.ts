import type { RecordsDefinition } from '../definition.ts';
import { reservedNames } from '../header.ts';
import type { Line } from '../lines.ts';
import { reasons } from '../malformed.ts';
import {
  type DocumentReader,
  lineDecoder,
  malformed,
  originOf,
  type Reading,
  type ReadingContext,
} from '../reading.ts';
import type { RecordEvent } from './event.ts';
import { parserOf } from './parsers.ts';
import { recordReasons } from './record-reasons.ts';
import { stepRunner } from './steps/step-runner.ts';
import { depthOf } from './tree.ts';

/** What clusters take: `index.mapping.depth.limit`. */
const maxDocumentDepth = 20;

/** Events that are trees, or whose fields are found by an expression. */
export function recordsReader(context: ReadingContext<RecordsDefinition>): DocumentReader {
  const { definition, options } = context;
  const parse = parserOf(definition.parser);
  const steps = definition.steps.map((step) => stepRunner(step));
  const reserved = reservedNames.filter((name) => name !== 'message' || definition.message);

  const read = (line: Line, latest: number): Reading => {
    if (definition.skip !== undefined) return { kind: 'filtered', value: definition.skip };
    if (line.content.length > options.maxLineBytes) return malformed(reasons.tooLong(options.maxLineBytes));
    const text = lineDecoder.decode(line.content);
    const parsed = parse(text);
    if (parsed.kind !== 'fields') return parsed;
    const event: RecordEvent = { fields: parsed.fields, time: undefined, tags: [] };
    const window = { earliest: options.earliest, latest };
    for (const step of steps) {
      const stop = step(event, window);
      if (stop) return stop;
    }
    return documentOf(event, text, line.offset);
  };

  const documentOf = ({ fields, time, tags }: RecordEvent, text: string, offset: number): Reading => {
    if (time === undefined) return malformed(recordReasons.noTimeStep);
    const taken = reserved.find((name) => Object.hasOwn(fields, name));
    if (taken !== undefined) return malformed(recordReasons.reserved(taken));
    if (depthOf(fields, maxDocumentDepth + 1) > maxDocumentDepth) {
      return malformed(recordReasons.tooDeep(maxDocumentDepth));
    }
    const document = {
      '@timestamp': new Date(time).toISOString(),
      ...fields,
      type: definition.name,
      tags: [definition.name, ...tags],
      ...(definition.message ? { message: text } : {}),
      ...originOf(context, offset),
    };
    return { kind: 'document', time: time / 1000, document };
  };

  return { hasTurned: false, read };
}
