import { never, type Problem } from '../../model/errors.ts';
import { number, plural } from '../../model/format.ts';
import type { PipelineChoice } from './explanation.ts';
import type { Looked } from './look.ts';
import type { Findings } from './read.ts';

/** Why the object itself would not be delivered; empty when it would. */
export function endingProblems({ ending, choice, findings, object }: Looked): Problem[] {
  switch (ending.kind) {
    case 'delivered':
      return [];
    case 'aborted':
      return [interrupted];
    case 'unclaimed':
      return [unclaimed(object.uri, choice), ...(ending.problem ? [ending.problem] : [])];
    case 'missing':
      return [ending.problem];
    case 'unreadable':
    case 'failed':
      return [withPlace(ending.problem, findings)];
    default:
      return never(ending);
  }
}

/** Damage is told by the stream, which does not know how far its lines came. */
function withPlace(problem: Problem, { books, unpacked }: Findings): Problem {
  if (unpacked === 0 || problem.code === 'LF_NOTHING_PARSED' || problem.code.startsWith('LF_HEADER_')) {
    return problem;
  }
  const place = `after ${plural(books.read, 'whole line')}, which end at byte ${number(unpacked)} of the unpacked data`;
  return { ...problem, message: `${problem.message}, ${place}` };
}

const interrupted: Problem = {
  code: 'LF_STOPPED',
  message: 'interrupted: what is told is about the part that was read',
  hint: 'Run it again to read the whole object.',
};

function unclaimed(uri: string, choice: PipelineChoice): Problem {
  if (choice.kind === 'unclaimed' && choice.reason === 'rejects') {
    return {
      code: 'LF_OBJECT_UNCLAIMED',
      message: `${uri} holds rejects of logflow, by its name, which are never read as logs`,
      hint: 'Look at them with `logflow rejects list`.',
    };
  }
  const like = choice.kind === 'unclaimed' ? choice.looksLike : undefined;
  return {
    code: 'LF_OBJECT_UNCLAIMED',
    message: `no pipeline claims ${uri}`,
    hint: like
      ? `Its first line is a header of ${like}: the key alone is in the way. \`logflow ingest\` reads a copy of it, whatever its name.`
      : "Its message is left to the queue's redrive policy; narrow the bucket's notification to the prefix of the logs.",
  };
}
