import type { Problem } from '../../model/errors.ts';
import { plural } from '../../model/format.ts';
import { differenceText } from '../template/check.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { type Refusal, refusalText } from './refusals.ts';

/** What the cluster says against the documents: what stops them, and what does not. `puts`: see `ClusterQuestion`. */
export function clusterVerdict(
  cluster: ClusterFacts,
  puts: boolean,
): { readonly problems: Problem[]; readonly warnings: Problem[] } {
  if (cluster.kind === 'away') return { problems: [cluster.problem], warnings: [] };
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const { template, indices } = cluster;
  // Without --no-template, `consume` does not start before the template is as it must be.
  const serious = puts ? problems : warnings;
  if (cluster.change) problems.push(cluster.change);
  if (template.kind === 'unknown') serious.push(template.problem);
  if (template.kind === 'differs') {
    serious.push({
      code: 'LF_TEMPLATE_DIFFERS',
      message: `new indices of ${template.pattern} would be mapped otherwise: ${template.differences.map(differenceText).join('; ')}`,
      hint: 'Run `logflow template install`: it says whose template that is and what to do.',
    });
  }
  if (template.kind === 'missing') {
    warnings.push({
      code: 'LF_TEMPLATE_MISSING',
      message: `the cluster has no template for ${template.pattern}`,
      hint: puts
        ? '`consume` and `ingest` put it before their first write; `logflow template install` does it now.'
        : 'With --no-template the cluster guesses the types of fields: run `logflow template install`.',
    });
  }
  for (const found of indices) {
    if (found.kind === 'unknown') warnings.push(found.problem);
    else if (found.refused.length > 0) problems.push(conflict(found.index, found.refused));
    else if (found.exists && found.differences.length > 0) warnings.push(otherwise(found.index));
  }
  return { problems, warnings };
}

function conflict(index: string, refused: readonly Refusal[]): Problem {
  return {
    code: 'LF_MAPPING_CONFLICT',
    message: `the mapping of ${index} would refuse documents, for ${plural(refused.length, 'field')}: ${refused.map(refusalText).join('; ')}`,
    hint: 'Mend the mapping in a new index (`logflow template install`, then reindex), or keep what is refused with --rejects.',
  };
}

function otherwise(index: string): Problem {
  return {
    code: 'LF_INDEX_MAPPING',
    message: `${index} takes the documents, and does not map all fields as it must`,
    hint: 'Days to come get the right mapping from the template; reindex this one, or let it go by age.',
  };
}
