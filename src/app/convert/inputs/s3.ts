import { compileExpression } from '../../../parse/own/expression.ts';
import {
  always,
  converted,
  either,
  type Job,
  never,
  notNeeded,
  type Rule,
  type Rules,
  set,
  to,
  unmapped,
} from '../answer.ts';
import type { Plugin } from '../language/ast.ts';
import { settingOf, settingText, textOf, truthOf } from '../values.ts';
import { awsRules } from './aws.ts';
import { bucketsOf } from './buckets-of.ts';
import { clientOptions } from './client-options.ts';
import { objectProperties } from './s3-sns-sqs.ts';
import { type Source, sourceOf } from './source.ts';

const told = 'the queue tells of new objects: nothing is listed again and again';
const none = 'no position is kept: the queue knows what is done';

/** Settings of logstash-input-s3. Source: "S3 input plugin", Logstash Reference. */
export const s3Rules: Rules = {
  ...awsRules,
  bucket: into('bucket'),
  prefix: into('prefix'),
  interval: always(told),
  watch_for_new_files: always(told),
  sincedb_path: always(none),
  cutoff_second: always(none),
  temporary_directory: always('objects are streamed, there are no temporary files'),
  gzip_pattern: always('what is packed is known by its first bytes'),
  exclude_pattern: excluded,
  delete: either(
    (job) => set(job.draft, 'after', 'delete'),
    notNeeded('objects stay, as `after: none` says'),
  ),
  backup_to_bucket: backup,
  backup_add_prefix: backup,
  backup_to_dir: never('nothing is copied to this machine: `after: move:s3://BUCKET/PREFIX` moves it in S3'),
  include_object_properties: objectProperties,
  role_session_name: to('role-session-name'),
  additional_settings: clientOptions,
};

/** The same bucket and prefix for `logflow setup`, which makes the queue. */
function into(name: 'bucket' | 'prefix'): Rule {
  return (value, { draft }) => {
    draft.setup[name] ??= textOf(value);
    const used = draft.setup[name] === textOf(value);
    return converted(used ? `setup.${name}, own-pipelines[].match` : 'own-pipelines[].match');
  };
}

function excluded(value: Parameters<Rule>[0]) {
  const source = textOf(value) ?? '';
  const known = compileExpression(source).kind === 'expression';
  return unmapped(
    known
      ? 'a pipeline’s match.key says what is read; write one that leaves these keys out'
      : 'is an expression that RE2 does not know',
  );
}

/** Backup and delete is a move; a backup alone is a copy, and nobody would know what was done. */
function backup(_: Parameters<Rule>[0], { draft }: Job, { settings }: Plugin) {
  const [bucket, prefix] = [
    settingText(settings, 'backup_to_bucket'),
    settingText(settings, 'backup_add_prefix'),
  ];
  const isMoved = truthOf(settingOf(settings, 'delete') ?? { kind: 'list', items: [] }) === true;
  if (!isMoved) return unmapped('copies are not made: only `after: move:s3://BUCKET/PREFIX`');
  const target = bucket ?? settingText(settings, 'bucket');
  if (prefix === undefined || target === undefined)
    return unmapped('what is moved needs a prefix: `after: move:s3://BUCKET/PREFIX`');
  return set(draft, 'after', `move:s3://${target}/${prefix.replaceAll(/^\/+|\/+$/g, '')}`);
}

/** With `backup_…` and `delete` together, `delete` is half of the move. */
export const s3MoveRules: Rules = { ...s3Rules, delete: always('is the second half of `after: move:…`') };

export function s3Sources(input: Plugin, job: Job): Source[] {
  const role = input.settings.find(({ name }) => name === 'role_arn');
  if (role) bucketsOf.role(role, job);
  const [bucket, prefix] = [settingText(input.settings, 'bucket'), settingText(input.settings, 'prefix')];
  const key = prefix === undefined ? {} : { key: /[*?]/.test(prefix) ? prefix : `${prefix}**` };
  return [sourceOf(input, { ...(bucket !== undefined && { bucket }), ...key })];
}
