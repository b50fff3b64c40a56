import { never } from '../model/errors.ts';
import { ChunkBuilder } from './chunk-builder.ts';
import type { ObjectContext, ObjectTransform, ParseEnv } from './context.ts';
import type { PipelineDefinition, PipelineOptions } from './definition.ts';
import type { Header } from './header.ts';
import { lineReader } from './line-reader.ts';
import { linesOf } from './lines.ts';
import { indexNames } from './local-date.ts';

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
  const indexOf = indexNames(definition.index, options.timezone);
  const reader = lineReader({ definition, header, object, options, geo: env.geo, indexOf });

  let lastBody = 0;
  return (block) => {
    // A little more than last time, so that the buffer rarely grows.
    const chunk = new ChunkBuilder(Math.ceil(lastBody * 1.1));
    const latest = env.now() + options.maxFuture;
    for (const line of linesOf(block)) {
      const result = reader.read(line, latest);
      switch (result.kind) {
        case 'skipped':
          break;
        case 'document':
          chunk.document(result.item, result.time);
          break;
        case 'filtered':
          chunk.filtered(result.filter);
          break;
        case 'malformed':
          chunk.malformed(line, result.reason);
          break;
        default:
          never(result);
      }
    }
    const finished = chunk.finish();
    lastBody = finished.body.length;
    return finished;
  };
}
