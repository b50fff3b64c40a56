import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { LogflowError } from '../../model/errors.ts';
import { fingerprints } from '../fingerprint.ts';
import { usageError } from '../object-uri.ts';
import { nearest } from '../settings/distance.ts';
import type { Settings } from '../settings/settings.ts';
import { asRecord } from './mapping.ts';
import { type Resource, type ResourceKind, resourceKinds } from './resource.ts';
import type { IndexTemplate } from './target.ts';
import { inTime, neededTemplate } from './templates.ts';

/** What `diff` and `push` are about: built-in templates, or one template or policy from a file. */
export type Subject =
  | {
      readonly kind: 'pipelines';
      readonly templates: readonly IndexTemplate[];
      /** Those of pipelines that nobody named and that may not be in use: of no interest where the cluster has nothing of them. */
      readonly perhaps: readonly IndexTemplate[];
    }
  | { readonly kind: 'file'; readonly resource: Resource };

/** Nothing named: all pipelines that are in use. Throws `LogflowError` (exit 2) for what is neither a pipeline nor a file that can be read. */
export function subjectOf(settings: Settings, named: string | undefined): Subject {
  if (named === undefined) {
    const { first, later } = inTime(settings);
    return { kind: 'pipelines', templates: first, perhaps: later };
  }
  if (isPipeline(settings, named)) {
    return { kind: 'pipelines', templates: templatesOf(settings, named), perhaps: [] };
  }
  if (existsSync(named)) return { kind: 'file', resource: readFile(named) };
  throw unknown(settings, named, ' and no file');
}

/** The built-in template of a pipeline. */
export function templatesOf(settings: Settings, pipeline: string): readonly IndexTemplate[] {
  const all = fingerprints(settings);
  const wanted = all.filter((fingerprint) => fingerprint.pipeline === pipeline);
  if (wanted.length === 0) throw unknown(settings, pipeline, '');
  return wanted.map((fingerprint) => neededTemplate(fingerprint, settings));
}

function isPipeline(settings: Settings, name: string): boolean {
  return fingerprints(settings).some(({ pipeline }) => pipeline === name);
}

function unknown(settings: Settings, name: string, otherwise: string): LogflowError {
  const names = fingerprints(settings).map(({ pipeline }) => pipeline);
  const near = nearest(name, names);
  return usageError(
    `${name} is no pipeline${otherwise}`,
    near ? `Did you mean ${near}?` : `The pipelines are: ${names.join(', ')}.`,
  );
}

/** What names may hold; the servers' own rules are wider, and none of this reaches a path unescaped. */
const safeName = /^[a-z0-9][a-z0-9._-]{0,200}$/;

function readFile(path: string): Resource {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, (error as Error).message, error);
  }
  const root = asRecord(content);
  // As it was saved, else as `show` prints it: then the file's name is the template's.
  const saved = resourceKinds.find((kind) => kind === root.kind && asRecord(root.body) === root.body);
  const kind = saved ?? kindOf(root);
  const name = saved ? root.name : basename(path).replace(/\.json$/i, '');
  const body = saved ? root.body : root;
  if (!kind) throw unreadable(path, 'it is neither a template nor a policy in the form of a PUT');
  if (typeof name !== 'string' || !safeName.test(name)) {
    throw unreadable(
      path,
      `${JSON.stringify(name)} cannot be the name of a template: a-z, 0-9, and . _ - inside`,
    );
  }
  return { kind, name, body: asRecord(body) };
}

function kindOf(body: Readonly<Record<string, unknown>>): ResourceKind | undefined {
  const policy = asRecord(body.policy);
  if (policy.phases !== undefined) return 'ilm';
  if (policy.states !== undefined) return 'ism';
  if (body.index_patterns === undefined) return undefined;
  const isComposable = ['template', 'priority', 'composed_of', 'data_stream'].some((key) => key in body);
  return isComposable ? 'composable' : 'legacy';
}

function unreadable(path: string, why: string, cause?: unknown): LogflowError {
  const hint =
    'Give it a file that `logflow template show PIPELINE --form legacy` (or composable) printed, or one that `push` or `install` saved.';
  return new LogflowError({ code: 'LF_TEMPLATE_FILE', message: `${path}: ${why}`, hint }, { exit: 2, cause });
}
