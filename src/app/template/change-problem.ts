import type { Problem } from '../../model/errors.ts';
import { oneLine } from '../../sink/text.ts';
import type { FieldChange, FingerprintField } from './carried.ts';
import type { PipelineChange } from './history.ts';
import type { IndexTemplate } from './target.ts';

/**
 * A run would give lines other ids, or write them to other indices, than what is there (R9). `foreign`: the template that
 * would have to agree and is not logflow's to change.
 */
export function changedProblem(
  change: PipelineChange,
  template: IndexTemplate,
  foreign: string | undefined,
): Problem {
  const { holder, changes, indices } = change;
  const more = change.byTemplate ? indices : indices - 1;
  const others = more > 0 ? ` and ${more} ${more === 1 ? 'index' : 'indices'}` : '';
  const was = changes.map(({ field, was }) => `${field} ${shown(was)}`).join(', ');
  const now = changes.map(({ field, now }) => `${field} ${now}`).join(', ');
  return {
    code: 'LF_PIPELINE_CHANGED',
    message: `${oneLine(holder, 300)}${others}: made with ${was}; this run has ${now}, and would write what is loaded again a second time`,
    hint: `Run ${withOld(changes)}; or give --index a name of its own; or, ${agreement(change, template, foreign)}.`,
  };
}

/** `timezone: was Asia/Tokyo, is UTC` */
export function changeText({ field, was, now }: FieldChange): string {
  return `${field}: was ${shown(was)}, is ${now}`;
}

/** The third way out. */
function agreement(
  { written, old }: PipelineChange,
  { fingerprint }: IndexTemplate,
  foreign: string | undefined,
): string {
  if (foreign !== undefined) {
    const wanted = { ...fingerprint, ...(written && { before: old }) };
    return `if a second copy may be, set mappings._meta.logflow.pipeline of ${oneLine(foreign, 300)} to ${oneLine(JSON.stringify(wanted), 1000)}`;
  }
  return written
    ? 'if a second copy may be, run `logflow template install --accept-change` with the settings of this run'
    : 'as no index was written with the old values, run `logflow template install` with the settings of this run';
}

/** The settings behind the fields; the others come with the program. */
const flags: Readonly<Partial<Record<FingerprintField, string>>> = {
  schema: '--schema',
  index: '--index',
  timezone: '--timezone',
  id: '--id',
};

function withOld(changes: readonly FieldChange[]): string {
  const given = changes.flatMap(({ field, was }) => {
    const flag = flags[field];
    return flag === undefined ? [] : [`${flag} ${shown(was)}`];
  });
  return given.length === changes.length
    ? `with ${given.join(' ')} as before`
    : `the version of logflow that made it${given.length > 0 ? `, with ${given.join(' ')}` : ''}`;
}

/** Values come from the cluster. */
function shown(value: string): string {
  return oneLine(value, 120);
}
