import type { Problem } from '../../model/errors.ts';
import { compareMapping, type Difference } from './check.ts';
import type { IndexMapping } from './history.ts';
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

/** The indices that match a pattern, by name. */
export type IndexMappings =
  | { readonly kind: 'read'; readonly mappings: readonly IndexMapping[] }
  | RefusedAnswer;

/** Throws only what `ask` throws: no answer at all. */
export async function readIndices(ask: AskCluster, { pattern }: IndexTemplate): Promise<IndexMappings> {
  const path = `/${encodeURIComponent(pattern)}/_mapping`;
  const { status, body } = await ask('GET', path);
  // An index name without a date, and no such index.
  if (status === 404) return { kind: 'read', mappings: [] };
  if (status !== 200) return refusedAnswer(`GET ${path}`, status, body);
  const mappings = Object.entries(asRecord(body)).map(
    ([index, found]): IndexMapping => [index, asRecord(found).mappings],
  );
  return { kind: 'read', mappings: mappings.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Existing indices of the pattern whose mapping is wrong: they were there before the template was, which changes none. */
export function checkIndices(found: IndexMappings, template: IndexTemplate): IndicesReport {
  if (found.kind !== 'read') return found;
  const wrong = found.mappings
    .map(([index, mapping]) => ({ index, differences: compareMapping(mapping, template.required) }))
    .filter(({ differences }) => differences.length > 0);
  const problem = wrong.length === 0 ? {} : { problem: indicesProblem(template.pattern, wrong) };
  return { kind: 'checked', indices: found.mappings.length, wrong, ...problem };
}
