import { hash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterText } from '../../model/after.ts';
import { fingerprints } from '../fingerprint.ts';
import { definitions, pipelineOptions } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import type { LedgerJob } from './ledger/ledger.ts';
import type { BackfillOptions } from './options.ts';
import { type AskedTimes, iso } from './window.ts';

/**
 * What makes two runs the same job (R32): where documents go, all that changes what they look like, and which objects
 * are meant. Whether an object is done in one job says nothing about another.
 */
export function jobOf(settings: Settings, options: BackfillOptions, { since, until }: AskedTimes): LedgerJob {
  const about = {
    operation: options.enqueue ? 'enqueue' : options.overwrite ? 'overwrite' : 'create',
    ...(settings.after.kind !== 'none' && { after: afterText(settings.after) }),
    target: options.enqueue ? queueOf(settings) : targetOf(settings),
    ...(!options.enqueue && { pipelines: fingerprints(settings), documents: documents(settings) }),
    prefixes: options.places.map(({ bucket, prefix }) => `s3://${bucket}/${prefix}`).sort(),
    ...(Number.isFinite(since) && { since: iso(since) }),
    ...(Number.isFinite(until) && { until: iso(until) }),
    include: [...options.include].sort(),
    exclude: [...options.exclude].sort(),
  };
  return { id: short(about), about };
}

/** `--state`, else what XDG says. */
export function stateDirectory({ state }: Pick<BackfillOptions, 'state'>): string {
  if (state !== undefined) return resolve(state);
  const xdg = process.env.XDG_STATE_HOME;
  // The standard: a path that is not absolute is no path.
  if (xdg?.startsWith('/')) return join(xdg, 'logflow');
  return join(homedir(), '.local', 'state', 'logflow');
}

/** What else changes what a document looks like, or whether a line becomes one. */
function documents(settings: Settings): string {
  const objectProperties = [...(settings['object-properties'] ?? [])].sort();
  return short({ definitions: definitions(settings), options: pipelineOptions(settings), objectProperties });
}

function targetOf({ output, node = [] }: Settings): readonly string[] {
  if (output.kind === 'cluster') return node.map(withoutPassword).sort();
  return [`${output.kind}:${output.target === '-' ? '-' : resolve(output.target)}`];
}

function queueOf({ queue = '', 'queue-owner': owner = '' }: Settings): readonly string[] {
  return [owner === '' ? queue : `${owner}/${queue}`];
}

/** The ledger is no place for secrets, and a new password makes no new cluster. */
function withoutPassword(node: string): string {
  const url = new URL(node);
  url.username = '';
  url.password = '';
  return url.href;
}

/** 16 hexadecimal digits. */
function short(value: object): string {
  return hash('sha256', JSON.stringify(value)).slice(0, 16);
}
