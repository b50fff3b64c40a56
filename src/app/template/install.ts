import { systemClock } from '../../core/clock.ts';
import type { Fingerprint } from '../fingerprint.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster, reach } from '../target.ts';
import { differenceText } from './check.ts';
import { lifecycleText } from './lifecycle.ts';
import type { IndexTemplate } from './target.ts';
import { ensureTemplates, inTime, isSound, reportText, type TemplateOutcome } from './templates.ts';

/**
 * `logflow template install`: puts what a run makes sure of at its start, and says which existing indices have a wrong mapping.
 * The templates of pipelines that nobody named are made when their first object comes: not here, where they may never be used.
 * `accept`: also where the indices were written with another fingerprint (R9). `state`: where previous versions are kept.
 */
export async function installTemplates(
  settings: Settings,
  { accept, state }: { readonly accept: boolean; readonly state: string | undefined },
  io: Io,
): Promise<Result> {
  const cluster = await openCluster(settings);
  try {
    await reach(cluster, settings, systemClock, io);
    const { first, later } = inTime(settings);
    const outcomes = await ensureTemplates(cluster, first, accept ? 'accept' : 'install', state);
    return {
      ok: outcomes.every(isSound),
      json: {
        type: 'templates',
        ok: outcomes.every(isSound),
        templates: outcomes.map(({ template, report, indices, lifecycle }) => ({
          name: template.name,
          pattern: template.pattern,
          fingerprint: template.fingerprint,
          report,
          indices,
          ...(lifecycle && { lifecycle }),
        })),
        later: later.map(({ name }) => name),
      },
      text: `${[...outcomes.flatMap(outcomeText), ...laterText(later)].join('\n')}\n`,
    };
  } finally {
    await cluster.close();
  }
}

function laterText(later: readonly IndexTemplate[]): string[] {
  if (later.length === 0) return [];
  return [
    `${later.length} more, ${later[0]?.name} to ${later.at(-1)?.name}, are made when the first object of theirs comes`,
    'to put them now: --pipelines NAMES',
  ];
}

function outcomeText({ template, report, indices, lifecycle }: TemplateOutcome): string[] {
  const policy = lifecycle ? lifecycleText(lifecycle) : [];
  const lines = [...reportText(report), ...policy, `this run: ${fingerprintText(template.fingerprint)}`];
  if (indices.kind !== 'checked') return [...lines, indices.problem.message, `next: ${indices.problem.hint}`];
  if (indices.wrong.length === 0)
    return [...lines, `${indices.indices} existing indices match ${template.pattern}, all mapped right`];
  return [
    ...lines,
    ...indices.wrong.flatMap(({ index, differences }) => [
      `index ${index} has a wrong mapping:`,
      ...differences.map((difference) => `  ${differenceText(difference)}`),
    ]),
    ...(indices.problem ? [`next: ${indices.problem.hint}`] : []),
  ];
}

/** `pipeline vpcflowlogs, version 1, …` */
function fingerprintText(fingerprint: Fingerprint): string {
  return Object.entries(fingerprint)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}
