import type { Problem } from '../../model/errors.ts';
import type { PipelineDefinition } from '../../parse/definition.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster } from '../target.ts';
import { neededTemplate } from '../template/templates.ts';
import { askCluster, type ClusterFacts } from './cluster-facts.ts';
import type { Findings } from './read.ts';

/**
 * Asks the cluster of the settings, if they name one, about the documents that were found. Throws `LogflowError` (exit 2)
 * for settings that cannot be; a cluster that is away is an answer.
 */
export async function consultCluster(
  settings: Settings,
  definition: PipelineDefinition,
  { samples, indices }: Findings,
  signal: AbortSignal,
): Promise<ClusterFacts | undefined> {
  if (!settings.node) return undefined;
  const template = neededTemplate(fingerprintOf(definition, settings), settings);
  const cluster = await openCluster(settings);
  try {
    const question = {
      template,
      puts: settings.template,
      indices: indices.all.map(({ index }) => index),
      documents: samples.documents.map(({ item }) => JSON.parse(item.split('\n')[1] ?? '') as object),
    };
    return await askCluster(cluster, question, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return { kind: 'away', nodes: cluster.nodes, problem: notAwaited };
  } finally {
    await cluster.close();
  }
}

const notAwaited: Problem = {
  code: 'LF_STOPPED',
  message: 'interrupted before the cluster had answered',
  hint: 'Run it again, or without --node.',
};
