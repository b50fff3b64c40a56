import { never } from '../../model/errors.ts';
import type { AskCluster } from './inspect.ts';
import { asRecord } from './mapping.ts';
import { type RefusedAnswer, refusedAnswer } from './problems.ts';
import type { LifecycleApi, TemplateApi } from './target.ts';

export type ResourceKind = TemplateApi | LifecycleApi;
export const resourceKinds: readonly ResourceKind[] = ['legacy', 'composable', 'ilm', 'ism'];

/** A template or a policy, as a PUT takes it. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly body: object;
}

export type FoundResource =
  | {
      readonly kind: 'found';
      readonly resource: Resource;
      /** Goes with a PUT: ISM changes no policy that was changed since it was read. */
      readonly unless: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'absent' }
  /** The cluster knows no such thing. */
  | { readonly kind: 'unsupported' }
  | RefusedAnswer;

/** For people: `the composable template vpcflowlogs`. */
export function resourceTitle({ kind, name }: Pick<Resource, 'kind' | 'name'>): string {
  return kind === 'legacy' || kind === 'composable'
    ? `the ${kind} template ${name}`
    : `the ${kind === 'ilm' ? 'ILM' : 'ISM'} policy ${name}`;
}

const folders: Readonly<Record<ResourceKind, string>> = {
  legacy: '/_template',
  composable: '/_index_template',
  ilm: '/_ilm/policy',
  ism: '/_plugins/_ism/policies',
};

function pathOf({ kind, name }: Pick<Resource, 'kind' | 'name'>): string {
  return `${folders[kind]}/${encodeURIComponent(name)}`;
}

/** Throws only what `ask` throws: no answer at all. What the server adds by itself is left out where it is no part of a PUT. */
export async function readResource(
  ask: AskCluster,
  kind: ResourceKind,
  name: string,
): Promise<FoundResource> {
  // Asked about one policy, an Elasticsearch without ILM looks for a document, and answers 404.
  const path = kind === 'ilm' ? folders.ilm : pathOf({ kind, name });
  const { status, body } = await ask('GET', path);
  if (status === 404 && kind !== 'ilm') return { kind: 'absent' };
  if (status !== 200) {
    const refused = refusedAnswer(`GET ${path}`, status, body);
    return refused.kind === 'failed' && !refused.transient ? { kind: 'unsupported' } : refused;
  }
  const found = contentOf(kind, name, asRecord(body));
  if (found === undefined) return { kind: 'absent' };
  const { _seq_no: if_seq_no, _primary_term: if_primary_term } = asRecord(body);
  const unless =
    typeof if_seq_no === 'number' && typeof if_primary_term === 'number'
      ? { if_seq_no, if_primary_term }
      : {};
  return { kind: 'found', resource: { kind, name, body: asRecord(found) }, unless };
}

function contentOf(kind: ResourceKind, name: string, body: Readonly<Record<string, unknown>>): unknown {
  switch (kind) {
    case 'legacy':
      return body[name];
    case 'composable': {
      const list = Array.isArray(body.index_templates) ? body.index_templates : [];
      const found = list.map(asRecord).find((entry) => entry.name === name);
      return found && withoutDates(found.index_template);
    }
    case 'ilm':
      return body[name] && { policy: asRecord(body[name]).policy };
    case 'ism':
      return { policy: ismPolicy(body.policy) };
    default:
      return never(kind);
  }
}

/** Newer versions of Elasticsearch tell when a template was made, and refuse that in a PUT. */
function withoutDates(template: unknown): object {
  const own = Object.entries(asRecord(template)).filter(([key]) => !/^(created|modified)_date/.test(key));
  return Object.fromEntries(own);
}

/** Without what only the plugin writes, and refuses in a PUT. */
function ismPolicy(policy: unknown): object {
  const { policy_id: _, last_updated_time: __, schema_version: ___, user: ____, ...rest } = asRecord(policy);
  const templates = Array.isArray(rest.ism_template) ? rest.ism_template : [];
  const ism_template = templates.map((entry) => {
    const { last_updated_time: _, ...own } = asRecord(entry);
    return own;
  });
  return { ...rest, ...(templates.length > 0 && { ism_template }) };
}

/** Undefined when the cluster took it. `unless`: see `FoundResource`. */
export async function writeResource(
  ask: AskCluster,
  resource: Resource,
  unless: Readonly<Record<string, number | boolean>> = {},
): Promise<RefusedAnswer | undefined> {
  const path = pathOf(resource);
  const { status, body } = await ask('PUT', path, { body: resource.body, querystring: unless });
  return status === 200 || status === 201 ? undefined : refusedAnswer(`PUT ${path}`, status, body);
}
