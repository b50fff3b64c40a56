import { anyGlobMatches } from './glob.ts';
import { asRecord, mergeMappings } from './mapping.ts';
import { type RefusedAnswer, refusedAnswer } from './problems.ts';
import { type IndexTemplate, revisionOf, type TemplateApi } from './target.ts';

/**
 * One request to the cluster; `Cluster.request` is one. A 4xx or 5xx is an answer, no answer at all is thrown.
 * A JSON body comes parsed.
 */
export type AskCluster = (
  method: string,
  path: string,
  request?: { readonly body?: object; readonly querystring?: Readonly<Record<string, boolean | number>> },
) => Promise<{ readonly status: number; readonly body: unknown }>;

/** The lists of all templates are the same for every pipeline: asked for once, and again behind a change. */
export function listingOnce(ask: AskCluster): AskCluster {
  const known = new Map<string, Awaited<ReturnType<AskCluster>>>();
  return async (method, path, request) => {
    if (method === 'PUT') known.clear();
    const isList = method === 'GET' && listings.includes(path);
    const answer = (isList ? known.get(path) : undefined) ?? (await ask(method, path, request));
    if (isList) known.set(path, answer);
    return answer;
  };
}

// Without a name, Elasticsearch 7.1 takes `_index_template` for an index.
const composableList = '/_index_template/*';
const legacyList = '/_template';
const listings = [composableList, legacyList];

/** A template that matches the indices of a run. */
export interface FoundTemplate {
  readonly api: TemplateApi;
  readonly name: string;
  /** All its patterns that match begin with `*`: it is about everybody's indices. */
  readonly catchAll: boolean;
  /** It says of itself that a product put it there, as Elasticsearch's `logs-*-*` and those of its integrations do. */
  readonly managed: boolean;
  /** Priority of a composable one, order of a legacy one: the highest wins. */
  readonly power: number;
  readonly mappings: unknown;
  /** Undefined when logflow did not make it. */
  readonly revision: number | undefined;
  readonly settings: object;
  readonly aliases: object;
  /** What matches becomes a data stream. */
  readonly dataStream: boolean;
  /** Component templates that it is composed of. */
  readonly components: readonly string[];
}

/** What the server would do with a new index of the run. */
export interface Inspection {
  readonly kind: 'inspected';
  /** The kind to create: composable where the server has it. */
  readonly api: TemplateApi;
  /** What makes the mapping, strongest first: one composable template, or all the legacy ones that match. */
  readonly effective: readonly FoundTemplate[];
  readonly mapping: unknown;
  /** Templates that match and have no effect. */
  readonly hidden: readonly FoundTemplate[];
}

type Listing = { readonly kind: 'list'; readonly templates: readonly FoundTemplate[] | undefined };

/**
 * Asks which mapping a new index would get, and from whom. What the server can do is seen from its answers (R20):
 * servers without composable templates answer 405 (Elasticsearch 7.1), Serverless has no legacy ones.
 */
export async function inspectTemplates(
  ask: AskCluster,
  { sample }: Pick<IndexTemplate, 'sample'>,
): Promise<Inspection | RefusedAnswer> {
  const composable = await listComposable(ask, sample);
  if (composable.kind !== 'list') return composable;
  const legacy = await listLegacy(ask, sample);
  const [winner, ...weaker] = composable.templates ?? [];
  // A composable template hides all legacy ones, so that we need not see them.
  const old = legacy.kind === 'list' ? legacy.templates : winner && [];
  if (legacy.kind !== 'list' && !winner) return legacy;
  if (!composable.templates && !old) return neither;
  const api = composable.templates ? 'composable' : 'legacy';
  if (!winner) {
    const mapping = (old ?? []).map((template) => template.mappings).reduce(mergeMappings, {});
    return { kind: 'inspected', api, effective: old ?? [], mapping, hidden: [] };
  }
  const simulated = await simulate(ask, sample, winner);
  if (simulated.kind !== 'mapping') return simulated;
  const hidden = [...weaker, ...(old ?? [])];
  return { kind: 'inspected', api, effective: [winner], mapping: simulated.mapping, hidden };
}

async function listComposable(ask: AskCluster, sample: string): Promise<Listing | RefusedAnswer> {
  const path = composableList;
  const { status, body } = await ask('GET', path);
  // OpenSearch answers 404 with an empty list when there are none.
  const list = asRecord(body).index_templates;
  if (!Array.isArray(list)) return unavailable(path, status, body);
  const templates = list.map((entry) => {
    const { name, index_template: found } = asRecord(entry);
    const { priority, template, composed_of: components } = asRecord(found);
    return readTemplate('composable', String(name), asRecord(found), asRecord(template), {
      power: Number(priority ?? 0),
      components: Array.isArray(components) ? components.map(String) : [],
      sample,
    });
  });
  return { kind: 'list', templates: strongestFirst(templates) };
}

async function listLegacy(ask: AskCluster, sample: string): Promise<Listing | RefusedAnswer> {
  const path = legacyList;
  const { status, body } = await ask('GET', path);
  if (status !== 200) return unavailable(path, status, body);
  const templates = Object.entries(asRecord(body)).map(([name, value]) => {
    const found = asRecord(value);
    const power = Number(found.order ?? 0);
    return readTemplate('legacy', name, found, found, { power, components: [], sample });
  });
  return { kind: 'list', templates: strongestFirst(templates) };
}

/** Forbidden and overloaded are no answer to the question; every other status says that the server does not have it. */
function unavailable(path: string, status: number, body: unknown): Listing | RefusedAnswer {
  const refused = refusedAnswer(`GET ${path}`, status, body);
  return refused.kind === 'failed' && !refused.transient ? { kind: 'list', templates: undefined } : refused;
}

const neither: RefusedAnswer = {
  kind: 'failed',
  problem: {
    code: 'LF_TEMPLATE_FAILED',
    message: 'the cluster knows neither composable nor legacy index templates',
    hint: 'Check that the node URL is that of Elasticsearch 7.1 or later or of OpenSearch, or use --no-template.',
  },
  transient: false,
};

function readTemplate(
  api: TemplateApi,
  name: string,
  found: Readonly<Record<string, unknown>>,
  { mappings, settings, aliases }: Readonly<Record<string, unknown>>,
  { power, components, sample }: { power: number; components: readonly string[]; sample: string },
): FoundTemplate | undefined {
  const matching = [found.index_patterns].flat().filter((pattern) => anyGlobMatches(pattern, sample));
  if (matching.length === 0) return undefined;
  const catchAll = matching.every((pattern) => String(pattern).startsWith('*'));
  const managed = asRecord(found._meta).managed === true;
  const revision = revisionOf(mappings);
  return {
    ...{ api, name, catchAll, managed, power, components, revision, mappings },
    dataStream: found.data_stream !== undefined,
    ...{ settings: asRecord(settings), aliases: asRecord(aliases) },
  };
}

function strongestFirst(templates: readonly (FoundTemplate | undefined)[]): readonly FoundTemplate[] {
  return templates.filter((template) => template !== undefined).toSorted((a, b) => b.power - a.power);
}

/** The mapping as the server composes it; where a server or a narrow role cannot ask that, the template's own if that is all of it. */
async function simulate(
  ask: AskCluster,
  sample: string,
  winner: FoundTemplate,
): Promise<{ readonly kind: 'mapping'; readonly mapping: unknown } | RefusedAnswer> {
  const index = `/_index_template/_simulate_index/${encodeURIComponent(sample)}`;
  const first = await ask('POST', index);
  const byName = `/_index_template/_simulate/${encodeURIComponent(winner.name)}`;
  const [path, { status, body }] = isStream(first) ? [byName, await ask('POST', byName)] : [index, first];
  if (status === 200) return { kind: 'mapping', mapping: asRecord(asRecord(body).template).mappings };
  const refused = refusedAnswer(`POST ${path}`, status, body);
  const overloaded = refused.kind === 'failed' && refused.transient;
  if (overloaded || winner.components.length > 0) return refused;
  return { kind: 'mapping', mapping: winner.mappings };
}

/** OpenSearch 2.19 answers with 500 where a data stream has the name of the index that is asked about. */
function isStream({ status, body }: { readonly status: number; readonly body: unknown }): boolean {
  const { type, reason } = asRecord(asRecord(body).error);
  return status >= 500 && type === 'illegal_state_exception' && /data stream/.test(String(reason));
}
