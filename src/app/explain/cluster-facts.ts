import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { type Distribution, probeCluster } from '../../sink/preflight.ts';
import { compareMapping, type Difference } from '../template/check.ts';
import { decideTemplate } from '../template/decide.ts';
import type { TemplateRef } from '../template/ensure.ts';
import { changeProblem } from '../template/fingerprints.ts';
import { readIndices } from '../template/indices.ts';
import { type AskCluster, type Inspection, inspectTemplates } from '../template/inspect.ts';
import { asRecord } from '../template/mapping.ts';
import { type RefusedAnswer, refusedAnswer } from '../template/problems.ts';
import type { IndexTemplate } from '../template/target.ts';
import { type Refusal, refusals } from './refusals.ts';

/** What the cluster says, and what it would do with the documents. */
export type ClusterFacts =
  | { readonly kind: 'away'; readonly nodes: readonly string[]; readonly problem: Problem }
  | {
      readonly kind: 'reached';
      readonly nodes: readonly string[];
      readonly distribution: Distribution;
      /** Absent when nobody says. */
      readonly version?: string;
      readonly template: TemplateFacts;
      /** There when what is there was written with another fingerprint: `consume` does not start (R9). */
      readonly change?: Problem;
      /** The first `mostIndices` of those that the documents go to. */
      readonly indices: readonly IndexFacts[];
    };

/** The template behind indices that are still to be made. */
export type TemplateFacts =
  | { readonly kind: 'present'; readonly pattern: string; readonly templates: readonly TemplateRef[] }
  /** `consume` puts it before its first write, unless --no-template. */
  | { readonly kind: 'missing'; readonly pattern: string; readonly name: string }
  /** Those of others map otherwise: `consume` does not start, unless --no-template. */
  | {
      readonly kind: 'differs';
      readonly pattern: string;
      readonly templates: readonly TemplateRef[];
      readonly differences: readonly Difference[];
    }
  | { readonly kind: 'unknown'; readonly pattern: string; readonly problem: Problem };

export type IndexFacts =
  | {
      readonly kind: 'compared';
      readonly index: string;
      /** Else it is still to be made. */
      readonly exists: boolean;
      /** Values of the documents that its mapping would refuse. */
      readonly refused: readonly Refusal[];
      /** Fields that are not mapped as they must be. */
      readonly differences: readonly Difference[];
    }
  | { readonly kind: 'unknown'; readonly index: string; readonly problem: Problem };

export interface ClusterQuestion {
  readonly template: IndexTemplate;
  /** Whether `consume` would put a template that is missing. */
  readonly puts: boolean;
  readonly indices: readonly string[];
  /** A sample, as plain JSON values. */
  readonly documents: readonly object[];
}

const mostIndices = 10;

/** Asks a cluster, once, whether it would take documents; writes nothing. Rejects only with the signal's reason. */
export async function askCluster(
  cluster: Cluster,
  question: ClusterQuestion,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const { nodes } = cluster;
  const state = await probeCluster(cluster, signal);
  if (state.kind !== 'ready') return { kind: 'away', nodes, problem: state.problem };
  const ask: AskCluster = (method, path, request) => cluster.request(method, path, { ...request, signal });
  try {
    const inspection = await inspectTemplates(ask, question.template);
    const indices: IndexFacts[] = [];
    for (const index of question.indices.slice(0, mostIndices)) {
      indices.push(await indexFacts(ask, index, question, inspection));
    }
    const { distribution, version } = state;
    const template = templateFacts(inspection, question.template);
    const change = changeProblem(question.template, inspection, await readIndices(ask, question.template));
    return {
      ...{ kind: 'reached', nodes, distribution, ...(version && { version }), template },
      ...(change && { change }),
      indices,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LogflowError)) throw error;
    return { kind: 'away', nodes, problem: plainProblem(error) };
  }
}

function templateFacts(found: Inspection | RefusedAnswer, template: IndexTemplate): TemplateFacts {
  const { pattern, name } = template;
  if (found.kind !== 'inspected') return { kind: 'unknown', pattern, problem: found.problem };
  const decision = decideTemplate(found, template, 'consume');
  const templates = found.effective.map(({ api, name }) => ({ api, name }));
  if (decision.kind === 'differs') return { ...decision, pattern, templates };
  return decision.kind === 'create'
    ? { kind: 'missing', pattern, name }
    : { kind: 'present', pattern, templates };
}

async function indexFacts(
  ask: AskCluster,
  index: string,
  question: ClusterQuestion,
  inspection: Inspection | RefusedAnswer,
): Promise<IndexFacts> {
  const path = `/${encodeURIComponent(index)}/_mapping`;
  const { status, body } = await ask('GET', path);
  if (status === 404) {
    if (inspection.kind !== 'inspected') return { kind: 'unknown', index, problem: inspection.problem };
    return compared(index, false, [mappingToCome(inspection, question)], question);
  }
  if (status !== 200)
    return { kind: 'unknown', index, problem: refusedAnswer(`GET ${path}`, status, body).problem };
  // The name may be an alias, or a data stream: then the indices behind it answer.
  const mappings = Object.values(asRecord(body)).map((found) => asRecord(found).mappings);
  return compared(index, true, mappings, question);
}

/** What an index would be mapped by that is made by the first document. */
function mappingToCome(inspection: Inspection, { template, puts }: ClusterQuestion): unknown {
  const created = puts && decideTemplate(inspection, template, 'consume').kind === 'create';
  return created ? template.mappings : inspection.mapping;
}

function compared(
  index: string,
  exists: boolean,
  mappings: readonly unknown[],
  { template, documents }: ClusterQuestion,
): IndexFacts {
  return {
    ...{ kind: 'compared', index, exists },
    refused: mappings.flatMap((mapping) => refusals(mapping, documents)),
    differences: mappings.flatMap((mapping) => compareMapping(mapping, template.required)),
  };
}
