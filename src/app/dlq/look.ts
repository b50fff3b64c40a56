import type { Route } from '../../core/route.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import { type OpenedObject, type S3Ref, uriOf } from '../../model/object.ts';
import { lineBlocks } from '../../parse/blocks.ts';
import { firstLine } from '../../parse/lines.ts';
import { openS3, type S3OpenDeps } from '../../source/s3-object.ts';

export interface LookDeps extends S3OpenDeps {
  readonly route: Route;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
}

/** Unpacked bytes after which an object counts as readable: most are read whole, the largest are not fetched for nothing. */
const enough = 1024 * 1024;

/** What is wrong with an object now; undefined when its beginning is read as `consume` would, without complaint. */
export async function lookAt(ref: S3Ref, deps: LookDeps): Promise<Problem | undefined> {
  try {
    const opened = await openS3(ref, deps, deps.signal);
    return opened.kind === 'opened' ? await readBeginning(opened.object, ref, deps) : opened.problem;
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof LogflowError)) throw error;
    return plainProblem(error);
  }
}

async function readBeginning(object: OpenedObject, ref: S3Ref, deps: LookDeps): Promise<Problem | undefined> {
  const pipeline = deps.route(ref);
  if (!pipeline) return undefined;
  const uri = uriOf(ref);
  let begun: ReturnType<typeof pipeline.begin> | undefined;
  let bytes = 0;
  let lines = 0;
  let understood = 0;
  for await (const block of lineBlocks(object.bytes, { maxLineBytes: deps.maxLineBytes })) {
    const line = firstLine(block);
    if (!begun && !line) continue;
    if (line) begun ??= pipeline.begin(line, { identity: object.identity, uri });
    if (begun?.kind === 'refused') return atObject(begun.problem, uri);
    bytes += block.bytes.length; // Gone with the transform.
    const chunk = await begun?.transform(block);
    lines += chunk?.read ?? 0;
    // As the engine judges it: lines whose status is no status are those of another format.
    understood += (chunk?.read ?? 0) - (chunk?.malformed ?? 0) - (chunk?.filtered.other ?? 0);
    if (chunk) begun?.reuse(chunk.body);
    if (bytes >= enough) break;
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
