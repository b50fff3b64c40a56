import { never, type Problem } from '../../../model/errors.ts';
import { number } from '../../../model/format.ts';
import { decideAll } from '../../template/decide.ts';
import { changedReport } from '../../template/ensure.ts';
import { historyOf } from '../../template/history.ts';
import { checkIndices, readIndices } from '../../template/indices.ts';
import { type FoundTemplate, inspectTemplates, listingOnce } from '../../template/inspect.ts';
import { hasOtherFields, isOlder } from '../../template/outdated.ts';
import { differsProblem } from '../../template/problems.ts';
import type { IndexTemplate } from '../../template/target.ts';
import { inTime } from '../../template/templates.ts';
import { type Check, check, ok, skipped, worst } from '../check.ts';
import type { TemplateFacts } from '../facts.ts';
import type { ClusterDeps } from './deps.ts';

/** How documents are mapped: in indices to come, and in those that are there. */
export function templateChecks({ settings }: ClusterDeps): readonly Check[] {
  return [
    check({
      id: 'template',
      title: 'index template',
      needs: ['cluster'],
      gives: ['templates'],
      async run({ cluster: { client } }, signal) {
        const ask = listingOnce((method, path, request) =>
          client.request(method, path, { ...request, signal }),
        );
        const templates: TemplateFacts[] = [];
        const { first, later } = inTime(settings);
        for (const template of [...first, ...later]) {
          const inspection = await inspectTemplates(ask, template);
          templates.push({ template, inspection, indices: await readIndices(ask, template) });
        }
        // What nobody uses yet is made when its first object comes.
        const used = templates.filter((found) => first.includes(found.template) || isThere(found));
        const judged = used.map((found) => judge(found, settings.template));
        const names = judged.flatMap((one) => one.says ?? []);
        const says = names.length > shown ? `${names.length} of them` : names.join(', ');
        const failures = judged.flatMap((one) => one.failure ?? []);
        return worst({ failures, warnings: judged.flatMap((one) => one.warning ?? []) }, says, { templates });
      },
    }),
    check({
      id: 'indices',
      title: 'existing indices',
      needs: ['templates'],
      run({ templates }) {
        const reports = templates.map(({ template, indices }) => checkIndices(indices, template));
        const warnings = reports.flatMap(({ problem }) => problem ?? []);
        const count = reports.reduce(
          (sum, report) => sum + (report.kind === 'checked' ? report.indices : 0),
          0,
        );
        // Who may not read mappings may not read templates either, as a rule: told there.
        if (templates.every(({ indices, inspection }) => isRefused(indices) && isRefused(inspection))) {
          return skipped('for want of: index template');
        }
        return count === 0 && warnings.length === 0
          ? ok('none yet')
          : worst(
              { warnings },
              `${number(count)} ${count === 1 ? 'index' : 'indices'} with geo_point, ip, date`,
            );
      },
    }),
  ];
}

/** Names that stand in one line of 80 columns. */
const shown = 2;

/** Whether there is a template for it, or an index. */
function isThere({ inspection, indices }: TemplateFacts): boolean {
  const hasTemplate =
    inspection.kind === 'inspected' && inspection.effective.some(({ catchAll }) => !catchAll);
  return hasTemplate || (indices.kind === 'read' && indices.mappings.length > 0);
}

function isRefused({ kind }: { readonly kind: string }): boolean {
  return kind === 'forbidden' || kind === 'failed';
}

interface Judged {
  readonly says?: string;
  readonly failure?: Problem;
  readonly warning?: Problem;
}

/** `puts`: whether `consume` puts a template that is missing. Where it does not, it does not mind what is there either. */
function judge({ template, inspection, indices }: TemplateFacts, puts: boolean): Judged {
  const graded = (problem: Problem): Judged => (puts ? { failure: problem } : { warning: problem });
  if (inspection.kind !== 'inspected') return graded(inspection.problem);
  const mappings = indices.kind === 'read' ? indices.mappings : undefined;
  const history = historyOf(template.fingerprint, inspection, mappings);
  if (history.kind === 'changed') return { failure: changedReport(inspection, template, history).problem };
  const decision = decideAll(inspection, template, 'install', history);
  switch (decision.kind) {
    case 'present':
      return { says: inspection.effective.map(({ api, name }) => `${name} (${api})`).join(' + ') };
    case 'create':
      return puts ? { warning: missing(template) } : { failure: missing(template) };
    case 'update':
      return { warning: outdated(decision.old, template) };
    case 'differs': {
      const blamed = inspection.effective.filter(({ catchAll }) => !catchAll);
      const found = {
        title: titles(blamed.length > 0 ? blamed : inspection.effective),
        revision: undefined,
        deletions: blamed.map(deletion).join(', '),
      };
      return graded(differsProblem(template, found, decision.differences, inspection.hidden.map(title)));
    }
    case 'changed':
      return { failure: changedReport(inspection, template, decision).problem };
    default:
      return never(decision);
  }
}

function title({ api, name }: FoundTemplate): string {
  return `the ${api} template ${name}`;
}

function titles(found: readonly FoundTemplate[]): string {
  return found.map(title).join(' and ') || 'the server';
}

function deletion({ api, name }: FoundTemplate): string {
  return `DELETE /${api === 'legacy' ? '_template' : '_index_template'}/${name}`;
}

function missing({ pattern }: IndexTemplate): Problem {
  return {
    code: 'LF_TEMPLATE_MISSING',
    message: `no index template maps ${pattern}: without one, addresses and places become text`,
    hint: 'Run `logflow template install` with the settings of this run; consume does so before its first document, if it may and without --no-template.',
  };
}

function outdated(found: FoundTemplate, template: IndexTemplate): Problem {
  const why = isOlder(found, template)
    ? `is of revision ${found.revision}, this logflow has ${template.revision}`
    : hasOtherFields(found, template)
      ? 'was made of other fields than own-pipelines has now'
      : 'carries no fingerprint of this pipeline, so nobody would notice another time zone, index name or kind of id';
  return {
    code: 'LF_TEMPLATE_OUTDATED',
    message: `${title(found)} ${why}`,
    hint: 'Run `logflow template install` with the settings of this run.',
  };
}
