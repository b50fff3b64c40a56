import type { Format } from '../../formats/format.ts';
import type { Problem } from '../../model/errors.ts';
import type { ObjectPropertyName } from '../../source/object-properties.ts';
import type { Fingerprint } from '../fingerprint.ts';
import { asRecord } from './mapping.ts';
import { type TemplateSource, templateSourceOf } from './sources.ts';

/** A server has the legacy kind (`_template`), or both that and the composable kind (`_index_template`). */
export type TemplateApi = 'legacy' | 'composable';

/** The template that the indices of a run need. */
export interface IndexTemplate {
  /** `vpcflowlogs` */
  readonly name: string;
  /** `vpcflowlogs-*` */
  readonly pattern: string;
  /** An index that the run could make today: what the server is asked about. */
  readonly sample: string;
  /** What the run's ids and indices are made of; travels in `mappings._meta`, so that every new index has it (R9). */
  readonly fingerprint: Fingerprint;
  /** Grows with every change of the mapping; travels in `mappings._meta`. */
  readonly revision: number;
  readonly settings: object;
  readonly mappings: object;
  /** Of the composable form: of several that match an index, the highest decides alone. */
  readonly priority: number;
  /** Documents go to one data stream, whose name `pattern` is. */
  readonly dataStream: boolean;
  /** The policy that deletes its indices by age; absent when nobody asked for one. */
  readonly lifecycle?: Lifecycle;
  /** The part of the mapping that documents of the run need: object properties that nobody asked for are not missed. */
  readonly required: object;
}

/** Elasticsearch's Index Lifecycle Management, OpenSearch's Index State Management. */
export type LifecycleApi = 'ilm' | 'ism';

/** A policy of one of them. */
export interface Lifecycle {
  /** `logflow-vpcflowlogs` */
  readonly name: string;
  /** Age at which an index is deleted, counted from when it was made. */
  readonly days: number;
}

/** What the settings say about where documents are kept, and for how long. */
export interface Storage {
  readonly dataStream: boolean;
  /** days */
  readonly deleteAfter?: number;
}

export type IndexTemplateResult =
  | { readonly kind: 'template'; readonly template: IndexTemplate }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Between the catch-all templates that people and Elasticsearch's own (`logs-*-*`, 100) put at 100 or less, which must
 * not hide ours, and the 500 of the references' examples, with which a template of the user's hides ours on purpose.
 */
const composablePriority = 200;
/**
 * Of indices called `logs-…`, which Elasticsearch has plans for: above the 200 of the templates that come with its
 * integrations, `logs-aws.vpcflow-*`, or a cluster with one of them would refuse ours.
 */
const logsPriority = 250;
/** Above catch-all templates, which have 0 unless someone thought about it. Legacy templates are merged, the highest order wins. */
export const legacyOrder = 1;

const placeholder = /\{[^}]*\}/g;
/** What index names may hold; `*` stands for the placeholders. Source: "Create index", Elasticsearch reference. */
const strictPattern = /^[a-z0-9][a-z0-9._*-]*$/;

/** `flows-{yyyy}-{MM}-{dd}` -> `flows-*`; what stands behind the last placeholder stays. */
export function indexPatternOf(index: string): string {
  return index.replace(/\{.*\}/, '*');
}

/**
 * The built-in template of a pipeline, for an index such as `vpcflowlogs-{yyyy}-{MM}-{dd}`; name and pattern follow it.
 * `now`: ms since the epoch. `asked`: the object properties that documents will have. `own`: the user's own pipelines. Refused when the index name begins
 * with a placeholder: the pattern would match everybody's indices.
 */
export function pipelineTemplate(
  fingerprint: Fingerprint,
  now: number,
  asked: readonly ObjectPropertyName[],
  { dataStream, deleteAfter }: Storage = { dataStream: false },
  own: readonly Format[] = [],
): IndexTemplateResult {
  const { index } = fingerprint;
  const pattern = indexPatternOf(index);
  const plainName = pattern
    .split('*')
    .map((part) => part.replace(/^[-._]+|[-._]+$/g, ''))
    .filter(Boolean)
    .join('-');
  if (!strictPattern.test(pattern) || plainName === '') return { kind: 'refused', problem: refusal(index) };
  // Daily indices and a data stream live side by side: `vpcflowlogs-*` and `vpcflowlogs`.
  const name = dataStream ? `${plainName}-stream` : plainName;
  const source = templateSourceOf(fingerprint, own);
  const { settings, mappings: plain } = source;
  const revision = plain._meta.logflow.revision;
  const required = requiredOf(source, asked);
  const mappings = marked(plain, fingerprint, []);
  const sample = sampleOf(index, now);
  return {
    kind: 'template',
    template: {
      ...{ name, pattern, sample, fingerprint, revision, settings, mappings, required, dataStream },
      priority: pattern.startsWith('logs-') ? logsPriority : composablePriority,
      ...(deleteAfter !== undefined && { lifecycle: { name: `logflow-${name}`, days: deleteAfter } }),
    },
  };
}

function requiredOf(
  { mappings, optional = [] }: TemplateSource,
  asked: readonly ObjectPropertyName[],
): object {
  const { s3, ...all } = mappings.properties;
  const others = without(all, optional);
  const fields: Readonly<Record<ObjectPropertyName, object>> = {
    'last-modified': { last_modified: s3.properties.last_modified },
    'content-type': { content_type: s3.properties.content_type },
    metadata: { metadata: s3.properties.metadata },
  };
  const properties = Object.assign({}, ...asked.map((name) => fields[name]));
  return { ...mappings, properties: { ...others, s3: { properties } } };
}

/** Properties but those at some paths, and but the objects that are empty then. */
function without(
  properties: Readonly<Record<string, object>>,
  paths: readonly string[],
): Record<string, object> {
  const kept = Object.entries(properties).flatMap(([name, field]) => {
    if (paths.includes(name)) return [];
    const below = paths
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1));
    const inside = (field as { readonly properties?: Readonly<Record<string, object>> }).properties;
    if (below.length === 0 || inside === undefined) return [[name, field] as const];
    const rest = without(inside, below);
    return Object.keys(rest).length > 0 ? [[name, { ...field, properties: rest }] as const] : [];
  });
  return Object.fromEntries(kept);
}

function sampleOf(index: string, now: number): string {
  const [date = ''] = new Date(now).toISOString().split('T');
  const [yyyy, MM, dd] = date.split('-');
  const parts: Readonly<Record<string, string | undefined>> = { '{yyyy}': yyyy, '{MM}': MM, '{dd}': dd };
  return index.replace(placeholder, (text) => parts[text] ?? '0');
}

function refusal(index: string): Problem {
  return {
    code: 'LF_INDEX_PREFIX',
    message: `no template fits the index name ${JSON.stringify(index.slice(0, 100))}: it must begin with a fixed part, in lower case letters, digits, - _ and .`,
    hint: 'Give --index a name of your own in front of the date, as in flows-{yyyy}-{MM}-{dd}.',
  };
}

/** The mapping with a fingerprint in its `_meta`; `before` are those that it replaces. What else is there stays. */
export function marked(mapping: unknown, fingerprint: Fingerprint, before: readonly object[]): object {
  const meta = asRecord(asRecord(mapping)._meta);
  const pipeline = { ...fingerprint, ...(before.length > 0 && { before }) };
  return { ...asRecord(mapping), _meta: { ...meta, logflow: { ...asRecord(meta.logflow), pipeline } } };
}

/** The body of `PUT _template/NAME` or `PUT _index_template/NAME`. */
export function templateBody(template: IndexTemplate, api: TemplateApi): object {
  const { pattern, settings, mappings, dataStream, priority } = template;
  return api === 'legacy'
    ? { order: legacyOrder, index_patterns: [pattern], settings, mappings }
    : {
        ...{ priority, index_patterns: [pattern] },
        ...(dataStream && { data_stream: {} }),
        template: { settings, mappings },
      };
}

/** The revision in the marker that logflow leaves in the mapping's `_meta`; undefined when a mapping is not logflow's. */
export function revisionOf(mapping: unknown): number | undefined {
  const revision = asRecord(asRecord(asRecord(mapping)._meta).logflow).revision;
  return typeof revision === 'number' ? revision : undefined;
}
