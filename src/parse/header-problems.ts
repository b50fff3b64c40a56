import type { Problem } from '../model/errors.ts';
import type { PipelineDefinition } from './definition.ts';

/** More columns than any flow log has (about 70 are known), few enough to be no burden (R5). */
export const maxFields = 128;

export const markProblem: Problem = {
  code: 'LF_HEADER_BOM',
  message: 'the first line begins with a byte order mark',
  hint: 'Save the file as UTF-8 without a byte order mark.',
};

export const tooManyProblem: Problem = {
  code: 'LF_HEADER_TOO_MANY',
  message: `the header line has more than ${maxFields} fields`,
  hint: 'Check that this object belongs to this pipeline, or write fewer fields.',
};

export function reservedProblem(name: string): Problem {
  return {
    code: 'LF_HEADER_RESERVED',
    message: `the header line names ${shown(name)}, which logflow keeps for itself`,
    hint: 'Rename this field in the log, or leave it out.',
  };
}

export function nameProblem(name: string): Problem {
  return {
    code: 'LF_HEADER_NAME',
    message: `the first line is neither a record nor a header: ${shown(name)} is not a field name`,
    hint: 'Check that this object belongs to this pipeline; names are lower case letters, digits and hyphens.',
  };
}

export function duplicateProblem(target: string): Problem {
  return {
    code: 'LF_HEADER_DUPLICATE',
    message: `the header line has two fields for ${shown(target)}`,
    hint: 'Write each field once.',
  };
}

export function noTimeProblem(definition: PipelineDefinition): Problem {
  const wanted = definition.times.map(({ field }) => field).join(' or ');
  return {
    code: 'LF_HEADER_NO_TIME',
    message: `the header line names no time field (${wanted})`,
    hint: `Add ${wanted} to the log format: the time decides the index.`,
  };
}

/** Names come from outside: short, quoted, control characters escaped. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64).toWellFormed());
}
