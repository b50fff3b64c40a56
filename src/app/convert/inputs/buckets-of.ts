import type { z } from 'zod';
import { bucketList } from '../../settings/buckets.ts';
import type { Job } from '../answer.ts';
import type { Entry, Plugin, Value } from '../language/ast.ts';
import { settingOf, settingText, textOf } from '../values.ts';
import { variableOf } from '../variables.ts';
import { codecName, type Source, sourceOf } from './source.ts';

/** `bucket_name` is an expression: one that a pattern with `*` can say is written as that. Undefined: it cannot. */
export function globOf(expression: string): string | undefined {
  const glob = expression
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll(/\.\*|\\([.-])/g, (piece, literal?: string) => (piece === '.*' ? '*' : (literal ?? piece)));
  return /^[A-Za-z0-9._*-]+$/.test(glob) ? glob : undefined;
}

/** `s3_role_arn`: one role for all buckets. */
function role(entry: Entry, { draft, ledger }: Job): void {
  const mistake = addBucket({ match: '*', role: textOf(entry.value) }, draft);
  if (mistake === undefined) ledger.converted(entry, 'buckets[].role');
  else ledger.unmapped(entry, mistake);
}

/** `s3_options_by_bucket`: credentials and region go to `buckets`, folders become pipelines. */
function options(entry: Entry, input: Plugin, { draft, ledger }: Job): Source[] {
  const sources: Source[] = [];
  const mistakes: string[] = [];
  for (const value of entry.value.kind === 'list' ? entry.value.items : [entry.value]) {
    if (value.kind !== 'hash') {
      mistakes.push('has an entry that is no hash');
      continue;
    }
    const name = settingText(value.entries, 'bucket_name') ?? '.*';
    const glob = globOf(name);
    const all = glob === '*';
    const where = all ? {} : { bucket: glob ?? `/${name}/` };
    const own = bucketOptions(value.entries, mistakes, draft);
    if (Object.keys(own).length > 0) {
      const mistake = glob === undefined ? `no pattern with * says ${JSON.stringify(name)}` : undefined;
      mistakes.push(
        ...[mistake ?? addBucket({ match: glob, ...own }, draft)].filter((one) => one !== undefined),
      );
    }
    sources.push(...foldersOf(settingOf(value.entries, 'folders'), input, where, mistakes));
  }
  if (mistakes.length > 0) ledger.unmapped(entry, mistakes.join('; '));
  else ledger.converted(entry, 'buckets, own-pipelines[].match');
  return sources;
}

export const bucketsOf = { role, options };

function bucketOptions(
  entries: readonly Entry[],
  mistakes: string[],
  draft: Job['draft'],
): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const { name, value } of entries) {
    if (name === 'region') own.region = textOf(value);
    else if (name === 'credentials') Object.assign(own, credentials(value, mistakes, draft));
    else if (name !== 'bucket_name' && name !== 'folders')
      mistakes.push(`${name} has no place in \`buckets\``);
  }
  return own;
}

/** Keys are named by variables: `S3`, `S3_2` and so on. */
function credentials(value: Value, mistakes: string[], draft: Job['draft']): Record<string, unknown> {
  if (value.kind !== 'hash') return {};
  const arn = settingText(value.entries, 'role');
  if (arn !== undefined) return { role: arn };
  const [key, hidden] = ['access_key_id', 'secret_access_key'].map((name) =>
    settingText(value.entries, name),
  );
  if (key === undefined || hidden === undefined) {
    mistakes.push('credentials have neither a role nor both keys');
    return {};
  }
  const count = draft.buckets.filter((one) => 'keys-from' in one).length;
  const from = count === 0 ? 'BUCKET' : `BUCKET_${count + 1}`;
  draft.need(`${from}_ACCESS_KEY_ID`, variableOf(key) && key);
  draft.need(`${from}_SECRET_ACCESS_KEY`, hidden);
  return { 'keys-from': from };
}

/** Entries that come later are for buckets that those before do not match. */
function addBucket(bucket: Record<string, unknown>, draft: Job['draft']): string | undefined {
  const parsed = bucketList.safeParse([...draft.buckets, bucket]);
  if (!parsed.success) return (parsed.error as z.ZodError).issues[0]?.message;
  draft.buckets.push(bucket);
  return undefined;
}

function foldersOf(
  value: Value | undefined,
  input: Plugin,
  where: Pick<Source, 'bucket'>,
  mistakes: string[],
): Source[] {
  if (value === undefined) return [sourceOf(input, where)];
  const folders = value.kind === 'list' ? value.items : [value];
  return folders.flatMap((folder) => {
    if (folder.kind !== 'hash') {
      mistakes.push('has a folder that is no hash');
      return [];
    }
    const { entries } = folder;
    const [key, type] = [settingText(entries, 'key'), settingText(entries, 'type')];
    const codec = settingOf(entries, 'codec');
    const other = entries.find(({ name }) => !['key', 'type', 'codec'].includes(name));
    if (other) mistakes.push(`a folder has ${other.name}`);
    const found = { ...where, ...(key !== undefined && key !== '.*' && { key: `/${key}/` }) };
    return [
      sourceOf(input, found, { ...(type !== undefined && { type }), codec: codec && codecName(codec) }),
    ];
  });
}
