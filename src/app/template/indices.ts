import type { Problem } from '../../model/errors.ts';
import { compareMapping, type Difference } from './check.ts';
import type { AskCluster } from './inspect.ts';
import { asRecord } from './mapping.ts';
import { indicesProblem, type RefusedAnswer, refusedAnswer } from './problems.ts';
import type { IndexTemplate } from './target.ts';

export interface IndexFinding {
  readonly index: string;
  readonly differences: readonly Difference[];
}

export type IndicesReport =
  | {
      readonly kind: 'checked';
      /** How many indices match the pattern. */
      readonly indices: number;
      /** By name. */
      readonly wrong: readonly IndexFinding[];
      /** There when some are wrong: what, and what to do. */
      readonly problem?: Problem;
    }
  | RefusedAnswer;

/**
 * Existing indices of the pattern whose mapping is wrong: they were there before the template was, which changes none.
 * Throws only what `ask` throws: no answer at all.
 */
export async function checkIndices(ask: AskCluster, template: IndexTemplate): Promise<IndicesReport> {
  const path = `/${encodeURIComponent(template.pattern)}/_mapping`;
  const { status, body } = await ask('GET', path);
  // An index name without a date, and no such index.
  if (status === 404) return { kind: 'checked', indices: 0, wrong: [] };
  if (status !== 200) return refusedAnswer(`GET ${path}`, status, body);
  const indices = Object.entries(asRecord(body)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const wrong = indices
    .map(([index, found]) => ({
      index,
      differences: compareMapping(asRecord(found).mappings, template.required),
    }))
    .filter(({ differences }) => differences.length > 0);
  const problem = wrong.length === 0 ? {} : { problem: indicesProblem(template.pattern, wrong) };
  return { kind: 'checked', indices: indices.length, wrong, ...problem };
}
