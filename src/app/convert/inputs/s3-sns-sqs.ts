import type { Job } from '../answer.ts';
import { always, either, never, notNeeded, type Rules, secret, set, to, unmapped } from '../answer.ts';
import type { Entry, Plugin, Value } from '../language/ast.ts';
import { textsOf, truthOf } from '../values.ts';
import { awsRules } from './aws.ts';
import { bucketsOf } from './buckets-of.ts';
import { clientOptions } from './client-options.ts';
import { codecName, type Source, sourceOf } from './source.ts';

const kept = 'a message whose object failed stays: the queue’s redrive policy decides';
const inert = 'did nothing in the plugin either';

/** Settings of logstash-input-s3-sns-sqs. Source: the plugin's s3snssqs.rb (2.0). */
export const s3SnsSqsRules: Rules = {
  ...awsRules,
  queue: to('queue'),
  queue_owner_aws_account_id: to('queue-owner'),
  from_sns: always('each message says itself how it came'),
  sqs_skip_delete: either(
    unmapped('logflow deletes what is done: read the objects with `logflow explain` or `backfill` instead'),
    notNeeded('messages are deleted once their objects are in the index'),
  ),
  sqs_wait_time_seconds: always('long polls of 20 s are always used'),
  sqs_delete_on_failure: always(kept),
  visibility_timeout: to('visibility-timeout', seconds),
  max_processing_time: to('max-processing', seconds),
  consumer_threads: always('as many objects are read at once as the cluster takes, up to `concurrency`'),
  temporary_directory: always('objects are streamed, there are no temporary files'),
  s3_default_options: clientOptions,
  s3_role_session_name: to('role-session-name'),
  delete_on_success: either(
    ({ draft }) => set(draft, 'after', 'delete'),
    notNeeded('objects stay, as `after: none` says'),
  ),
  move_to_bucket: never('write `after: move:s3://BUCKET/PREFIX`: what was moved needs a prefix of its own'),
  include_object_properties: objectProperties,
  s3_key_prefix: always(inert),
  s3_access_key_id: secret('AWS_ACCESS_KEY_ID'),
  s3_secret_access_key: secret('AWS_SECRET_ACCESS_KEY'),
};

/** `300` -> `300s` */
function seconds(text: string): string {
  return `${text}s`;
}

/** What S3 says of an object, by the plugin's names. */
const properties: Readonly<Record<string, string>> = {
  last_modified: 'last-modified',
  content_type: 'content-type',
  metadata: 'metadata',
};

export function objectProperties(value: Value, { draft }: Pick<Job, 'draft'>) {
  const truth = truthOf(value);
  if (truth === false) return notNeeded('is off');
  const asked =
    truth === true ? Object.keys(properties) : (textsOf(value)?.map((one) => one.replace(/^:/, '')) ?? []);
  const known = asked.flatMap((name) => (properties[name] === undefined ? [] : [properties[name]]));
  const unknown = asked.find((name) => properties[name] === undefined);
  if (asked.length === 0) return notNeeded('names nothing');
  const answer = set(draft, 'object-properties', known);
  return unknown === undefined ? answer : unmapped(`logflow writes nothing about ${unknown}`);
}

/** The objects of an input, by buckets and folders. */
export function s3SnsSqsSources(input: Plugin, job: Job): Source[] {
  const by = (name: string): Entry | undefined => input.settings.find((entry) => entry.name === name);
  const role = by('s3_role_arn');
  if (role) bucketsOf.role(role, job);
  const folders = by('set_codec_by_folder');
  const buckets = by('s3_options_by_bucket');
  const sources: Source[] = [];
  if (buckets) sources.push(...bucketsOf.options(buckets, input, job));
  if (folders) {
    if (folders.value.kind !== 'hash') job.ledger.unmapped(folders, 'is no hash');
    else {
      for (const { name, value } of folders.value.entries)
        sources.push(sourceOf(input, { key: `/${name}/` }, { codec: codecName(value) }));
      job.ledger.converted(folders, 'own-pipelines, match.key');
    }
  }
  return buckets ? sources : [...sources, sourceOf(input)];
}

/** Answered for above. */
export const s3SnsSqsLater = new Set(['s3_role_arn', 'set_codec_by_folder', 's3_options_by_bucket']);
