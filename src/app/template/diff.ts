import { systemClock } from '../../core/clock.ts';
import { LogflowError } from '../../model/errors.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster, reach } from '../target.ts';
import {
  type Comparison,
  comparePipeline,
  compareResource,
  isEqual,
  type PipelineComparison,
} from './compare.ts';
import { comparisonText, indicesText, othersText } from './compare-text.ts';
import { type AskCluster, type FoundTemplate, listingOnce } from './inspect.ts';
import { resourceTitle } from './resource.ts';
import { type Subject, subjectOf } from './subject.ts';

/** What should be, beside what the cluster has. */
export interface Compared {
  readonly comparisons: readonly Comparison[];
  readonly pipelines: readonly PipelineComparison[];
}

/** `logflow template diff`: field by field; changes nothing. */
export function diffTemplates(settings: Settings, named: string | undefined, io: Io): Promise<Result> {
  return withCompared(settings, named, io, async (compared) => {
    const ok = compared.comparisons.every(isEqual) && compared.pipelines.every(isSound);
    return { ok, json: { type: 'template-diff', ok, ...comparedJson(compared) }, text: diffText(compared) };
  });
}

/** Opens the cluster, compares, and hands on to `work`. Throws `LogflowError` for what cannot be compared. */
export async function withCompared(
  settings: Settings,
  named: string | undefined,
  io: Io,
  work: (compared: Compared, ask: AskCluster) => Promise<Result>,
): Promise<Result> {
  const subject = subjectOf(settings, named);
  const cluster = await openCluster(settings);
  try {
    await reach(cluster, settings, systemClock, io);
    const ask: AskCluster = (method, path, request) => cluster.request(method, path, request);
    return await work(await compareSubject(ask, subject), ask);
  } finally {
    await cluster.close();
  }
}

async function compareSubject(ask: AskCluster, subject: Subject): Promise<Compared> {
  if (subject.kind === 'file') {
    const compared = await compareResource(ask, subject.resource);
    if ('problem' in compared) throw new LogflowError(compared.problem);
    if ('wanted' in compared) return { comparisons: [compared], pipelines: [] };
    throw new LogflowError({
      code: 'LF_TEMPLATE_FAILED',
      message: `the cluster has no place for ${resourceTitle(subject.resource)}`,
      hint: 'Use the form that this cluster knows: `logflow template list --node URL` says which.',
    });
  }
  const pipelines: PipelineComparison[] = [];
  const asking = listingOnce(ask);
  for (const template of [...subject.templates, ...subject.perhaps]) {
    const compared = await comparePipeline(asking, template);
    if (compared.kind !== 'compared') throw new LogflowError(compared.problem);
    if (subject.templates.includes(template) || isInUse(compared)) pipelines.push(compared);
  }
  return { comparisons: pipelines.flatMap(({ comparisons }) => comparisons), pipelines };
}

/** Whether the cluster has a template or an index of it. */
function isInUse({ comparisons, indices, alike }: PipelineComparison): boolean {
  const isThere = comparisons.some(({ found }) => found !== undefined) || alike.length > 0;
  return isThere || (indices.kind === 'checked' && indices.indices > 0);
}

/** Whether new indices are mapped right, and the old ones were. */
function isSound({ overruled, indices, problems }: PipelineComparison): boolean {
  const areRight = indices.kind === 'checked' && indices.wrong.length === 0;
  return overruled.length === 0 && areRight && problems.length === 0;
}

function diffText({ comparisons, pipelines }: Compared): string {
  const lines = [
    ...comparisons.flatMap(comparisonText),
    ...pipelines.flatMap((pipeline) => [
      ...othersText(pipeline),
      ...indicesText(pipeline),
      ...pipeline.problems.flatMap(({ message, hint }) => [message, `next: ${hint}`]),
    ]),
  ];
  const differ = comparisons.some((comparison) => !isEqual(comparison));
  const next = differ ? ['next: `logflow template push` puts it as it should be'] : [];
  return `${[...lines, ...next].join('\n')}\n`;
}

/** For machines; `indices` are those whose mapping is wrong. */
export function comparedJson({ comparisons, pipelines }: Compared): object {
  const named = ({ api, name, power }: FoundTemplate) => ({ api, name, power });
  return {
    resources: comparisons.map((comparison) => ({
      kind: comparison.wanted.kind,
      name: comparison.wanted.name,
      state: comparison.found ? (isEqual(comparison) ? 'equal' : 'differs') : 'missing',
      differences: comparison.differences,
    })),
    pipelines: pipelines.map(({ template, stronger, weaker, alike, overruled, indices, problems }) => ({
      pipeline: template.fingerprint.pipeline,
      pattern: template.pattern,
      stronger: stronger.map(named),
      weaker: weaker.map(named),
      alike: alike.map(named),
      overruled,
      indices,
      problems,
    })),
  };
}
