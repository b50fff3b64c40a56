import type { Problem } from '../../model/errors.ts';
import { readError } from '../../sink/answer.ts';
import { oneLine } from '../../sink/text.ts';
import { type Difference, differenceText } from './check.ts';
import type { IndexTemplate } from './target.ts';

/** An answer that ends the matter. */
export type RefusedAnswer =
  /** 401 or 403. */
  | { readonly kind: 'forbidden'; readonly problem: Problem }
  /** `transient`: 429 or 5xx, worth another try (R19). */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly transient: boolean };

/** What an answer of the cluster that is no success means. `what` is the request: `PUT /_template/vpcflowlogs`. */
export function refusedAnswer(what: string, status: number, body: unknown): RefusedAnswer {
  const { type, reason } = readError(typeof body === 'string' ? body : JSON.stringify(body));
  const said = type === undefined ? reason : `${type}: ${reason}`;
  const message = oneLine(`${what} was answered with ${status}: ${said}`, 400);
  if (status === 401) {
    return { kind: 'forbidden', problem: { code: 'LF_TEMPLATE_FORBIDDEN', message, hint: logIn } };
  }
  if (status === 403) {
    return { kind: 'forbidden', problem: { code: 'LF_TEMPLATE_FORBIDDEN', message, hint: mapRole } };
  }
  const transient = status === 429 || status >= 500;
  const hint = transient ? 'Look at the cluster health, then try again.' : readAnswer;
  return { kind: 'failed', problem: { code: 'LF_TEMPLATE_FAILED', message, hint }, transient };
}

const logIn =
  'Check user, password or key; or let someone who may run `logflow template install`, then use --no-template.';
// The most common 403 on Amazon OpenSearch (R40).
const mapRole =
  'Map this IAM role or user to a role of the cluster that may manage index templates (Amazon OpenSearch with fine-grained access control: Dashboards > Security > Roles > Mapped users; the domain access policy alone is not enough); or let someone who may run `logflow template install`, then use --no-template.';
const readAnswer =
  'Read the reason in the message; `logflow template install` tries again, --no-template goes on without.';

/** A template that is not ours to change maps the indices otherwise. */
export function differsProblem(
  template: IndexTemplate,
  found: { readonly title: string; readonly revision: number | undefined; readonly deletions: string },
  differences: readonly Difference[],
  hides: readonly string[],
): Problem {
  const hidden = hides.length === 0 ? '' : `; it hides ${hides.join(', ')}`;
  const message = `${found.title} maps ${template.pattern} otherwise${hidden}: ${differencesText(differences)}`;
  return { code: 'LF_TEMPLATE_DIFFERS', message, hint: differsHint(template, found) };
}

function differsHint(
  { revision }: IndexTemplate,
  found: { readonly revision: number | undefined; readonly deletions: string },
): string {
  if (found.revision !== undefined && found.revision < revision) {
    return 'Run `logflow template install`: it brings a template that logflow made up to date.';
  }
  if (found.revision !== undefined && found.revision > revision) {
    return 'A newer logflow made it: use that one, or --no-template.';
  }
  return `Mend these fields in it, or delete it (${found.deletions}) and run \`logflow template install\`; --no-template goes on with it as it is.`;
}

/** Existing indices whose mapping is wrong: a template changes only indices that are still to come. */
export function indicesProblem(
  pattern: string,
  wrong: readonly { readonly index: string; readonly differences: readonly Difference[] }[],
): Problem {
  const [first] = wrong;
  const example = first ? `${first.index}: ${differencesText(first.differences)}` : '';
  return {
    code: 'LF_INDEX_MAPPING',
    message: `${wrong.length} existing ${wrong.length === 1 ? 'index' : 'indices'} of ${pattern} with a wrong mapping, first ${example}`,
    hint: 'Days to come get the right mapping from the template; reindex these, or let them go by age.',
  };
}

const shown = 8;

function differencesText(differences: readonly Difference[]): string {
  const more = differences.length > shown ? `; ${differences.length - shown} more` : '';
  // Paths and types come from the cluster.
  return oneLine(`${differences.slice(0, shown).map(differenceText).join('; ')}`, 800) + more;
}
