import { systemClock } from '../../core/clock.ts';
import { plural } from '../../model/format.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster, reach } from '../target.ts';
import { comparePipeline, isEqual, type PipelineComparison } from './compare.ts';
import { othersText } from './compare-text.ts';
import { comparedJson } from './diff.ts';
import { listingOnce } from './inspect.ts';
import type { RefusedAnswer } from './problems.ts';
import { resourceTitle } from './resource.ts';
import { type IndexTemplate, legacyOrder } from './target.ts';
import { neededTemplates } from './templates.ts';

type OnCluster = PipelineComparison | RefusedAnswer;

/** `logflow template list`: the built-in templates; with a node, what the cluster has of them. */
export async function listTemplates(settings: Settings, io: Io): Promise<Result> {
  const templates = neededTemplates(settings);
  const found = settings.node ? await lookUp(settings, templates, io) : [];
  const rows = templates.map((template, at) => ({ template, cluster: found[at] }));
  const ok = found.every(({ kind }) => kind === 'compared');
  return {
    ok,
    json: { type: 'template-list', ok, templates: rows.map(rowJson) },
    text: `${rows.map((row) => rowText(row).join('\n')).join('\n\n')}\n`,
  };
}

async function lookUp(settings: Settings, templates: readonly IndexTemplate[], io: Io): Promise<OnCluster[]> {
  const cluster = await openCluster(settings);
  try {
    await reach(cluster, settings, systemClock, io);
    const ask = listingOnce((method, path, request) => cluster.request(method, path, request));
    const found: OnCluster[] = [];
    for (const template of templates) found.push(await comparePipeline(ask, template));
    return found;
  } finally {
    await cluster.close();
  }
}

interface Row {
  readonly template: IndexTemplate;
  /** Absent when no cluster was asked. */
  readonly cluster: OnCluster | undefined;
}

function formsOf({ dataStream }: IndexTemplate): readonly ('composable' | 'legacy')[] {
  return dataStream ? ['composable'] : ['composable', 'legacy'];
}

function rowJson({ template, cluster }: Row): object {
  const { name, pattern, revision, fingerprint, lifecycle, dataStream, priority } = template;
  return {
    ...{ pipeline: fingerprint.pipeline, name, pattern, revision, dataStream },
    forms: formsOf(template),
    ...{ priority, order: legacyOrder },
    ...(lifecycle && { lifecycle }),
    ...(cluster && { cluster: clusterJson(cluster) }),
  };
}

function clusterJson(cluster: OnCluster): object {
  return cluster.kind === 'compared'
    ? comparedJson({ comparisons: cluster.comparisons, pipelines: [cluster] })
    : cluster;
}

function rowText({ template, cluster }: Row): string[] {
  const { name, pattern, revision, fingerprint, lifecycle, dataStream, priority } = template;
  const powers = { composable: `priority ${priority}`, legacy: `order ${legacyOrder}` };
  const forms = formsOf(template).map((form) => `${form} (${powers[form]})`);
  return [
    name,
    `  pipeline  ${fingerprint.pipeline}, revision ${revision}`,
    `  ${dataStream ? 'stream  ' : 'indices '}  ${pattern}`,
    `  forms     ${forms.join(', ')}`,
    ...(lifecycle ? [`  policy    ${lifecycle.name}, deletes after ${plural(lifecycle.days, 'day')}`] : []),
    ...(cluster
      ? clusterText(cluster).map((line, at) => `  ${at === 0 ? 'cluster ' : '        '}  ${line}`)
      : []),
  ];
}

function clusterText(cluster: OnCluster): string[] {
  if (cluster.kind !== 'compared') return [cluster.problem.message, `next: ${cluster.problem.hint}`];
  const { comparisons, indices, problems } = cluster;
  const states = comparisons.map((comparison) => {
    const title = resourceTitle(comparison.wanted);
    if (!comparison.found) return `${title} is missing`;
    if (isEqual(comparison)) return `${title} is there`;
    return `${title} differs in ${plural(comparison.differences.length, 'field')}`;
  });
  const wrong = indices.kind === 'checked' ? indices.wrong.length : 0;
  return [
    ...states,
    ...othersText(cluster),
    ...(wrong > 0 ? [`existing indices with a wrong mapping: ${wrong}`] : []),
    ...problems.map(({ message }) => message),
  ];
}
