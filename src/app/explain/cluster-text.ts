import { never } from '../../model/errors.ts';
import { type Difference, differenceText } from '../template/check.ts';
import type { ClusterFacts, IndexFacts, TemplateFacts } from './cluster-facts.ts';
import type { Screen } from './paint.ts';
import { refusalText } from './refusals.ts';
import { row } from './rows.ts';

const shownDifferences = 12;

/** What the cluster is, and whether it would take the documents. */
export function clusterRows(facts: ClusterFacts, screen: Screen): string[] {
  const where = facts.nodes.join(', ');
  if (facts.kind === 'away') return row(screen, 'cluster', [`${where}: ${screen.paint('bad', 'no answer')}`]);
  const { distribution, version, template, indices } = facts;
  const names = { elasticsearch: 'Elasticsearch', opensearch: 'OpenSearch', unknown: 'of an unknown kind' };
  const what = `${names[distribution]}${version ? ` ${version}` : ''}`;
  return [
    ...row(screen, 'cluster', [`${what} at ${where}`]),
    ...row(screen, 'template', templateLines(template, screen)),
    ...indices.flatMap((index) => row(screen, 'mapping', indexLines(index, screen))),
  ];
}

function templateLines(template: TemplateFacts, { paint }: Screen): string[] {
  const { pattern } = template;
  switch (template.kind) {
    case 'present': {
      const names = template.templates.map(({ api, name }) => `${name} (${api})`).join(' + ');
      return [`${names} is there, for ${pattern}`];
    }
    case 'missing':
      return [paint('warn', `none for ${pattern}`)];
    case 'differs': {
      const names = template.templates.map(({ api, name }) => `${name} (${api})`).join(' + ');
      return [paint('bad', `${names || 'none'} maps ${pattern} otherwise`), ...mapped(template.differences)];
    }
    case 'unknown':
      return [`not known for ${pattern}`];
    default:
      return never(template);
  }
}

function indexLines(found: IndexFacts, { paint }: Screen): string[] {
  if (found.kind === 'unknown') return [`${found.index}: not known`];
  const { index, exists, refused, differences } = found;
  const heading = `${index}, ${exists ? 'which exists' : 'still to be made'}:`;
  if (refused.length > 0) {
    const fields = refused.map((refusal) => `  ${refusalText(refusal)}`);
    return [heading, paint('bad', 'would refuse documents'), ...fields.slice(0, shownDifferences)];
  }
  const takes = paint('good', 'takes these documents');
  // What is still to be made is mapped by the template, of which the same was said.
  if (differences.length === 0 || !exists) return [heading, takes];
  return [heading, `${takes}, and maps otherwise:`, ...mapped(differences)];
}

function mapped(differences: readonly Difference[]): string[] {
  const more = differences.length - shownDifferences;
  return [
    ...differences.slice(0, shownDifferences).map((difference) => `  ${differenceText(difference)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
