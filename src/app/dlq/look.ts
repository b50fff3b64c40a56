import { recognise } from '../../core/recognise.ts';
import type { Pipeline } from '../../core/route.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import { type OpenedObject, type S3Ref, uriOf } from '../../model/object.ts';
import { lineBlocks } from '../../parse/blocks.ts';
import { firstLine } from '../../parse/lines.ts';
import type { BegunTransform } from '../../parse/transforms.ts';
import { openS3, type S3OpenDeps } from '../../source/s3-object.ts';

export interface LookDeps extends S3OpenDeps {
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
}

/** Unpacked bytes after which an object counts as readable: most are read whole, the largest are not fetched for nothing. */
const enough = 1024 * 1024;

/** What is wrong with an object now; undefined when its beginning is read as `consume` would, without complaint. */
export async function lookAt(ref: S3Ref, pipeline: Pipeline, deps: LookDeps): Promise<Problem | undefined> {
  try {
    const opened = await openS3(ref, deps, deps.signal);
    return opened.kind === 'opened'
      ? await readBeginning(opened.object, uriOf(ref), pipeline, deps.maxLineBytes)
      : opened.problem;
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof LogflowError)) throw error;
    return plainProblem(error);
  }
}

async function readBeginning(
  object: OpenedObject,
  uri: string,
  claiming: Pipeline,
  maxLineBytes: number,
): Promise<Problem | undefined> {
  const { pipeline = claiming, bytes: whole } = await recognise(claiming, object.bytes);
  let begun: BegunTransform | undefined;
  let bytes = 0;
  let lines = 0;
  let understood = 0;
  try {
    const { envelope } = pipeline;
    for await (const block of lineBlocks(whole, { maxLineBytes, envelope })) {
      if (!begun) {
        const line = firstLine(block);
        if (!line) continue;
        const beginning = pipeline.begin(line, {
          identity: object.identity,
          uri,
          hasRows: block.rows !== undefined,
        });
        if (beginning.kind === 'refused') return atObject(beginning.problem, uri);
        begun = beginning;
      }
      bytes += block.bytes.length; // Gone with the transform.
      const { body, read, malformed, filtered } = await begun.transform(block);
      lines += read;
      // As the engine judges it: lines whose status is no status are those of another format.
      understood += read - malformed - (filtered.other ?? 0);
      begun.reuse(body);
      if (bytes >= enough) break;
    }
  } finally {
    begun?.end();
  }
  return lines > 0 && understood === 0 ? nothingParsed(uri, lines) : undefined;
}

/** A header's problem does not know whose it is. */
function atObject(problem: Problem, uri: string): Problem {
  return { ...problem, message: `${uri}: ${problem.message}` };
}

function nothingParsed(uri: string, lines: number): Problem {
  return {
    code: 'LF_NOTHING_PARSED',
    message: `${uri}: none of its first ${lines} lines fits the fields`,
    hint: 'Look at its first lines: fields are taken from the header line, or from the built-in order when there is none.',
  };
}
