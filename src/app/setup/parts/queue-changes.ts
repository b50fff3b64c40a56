import type { Problem } from '../../../model/errors.ts';
import { fieldChange } from '../field.ts';
import { mergePolicy } from '../merge-policy.ts';
import type { FieldChange } from '../part.ts';
import type { PolicyStatement } from '../policy.ts';
import type { Attributes } from './sqs-queue.ts';

/** What a queue shall be like. */
export interface QueueWanted {
  /** Seconds that a message is kept, at least. */
  readonly retention: number;
  /** Seconds; undefined: any. */
  readonly visibility?: number;
  /** Where a message goes after so many receives. */
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
  /** The queue whose dead letters it takes. */
  readonly deadLettersOf?: string;
  readonly kmsKey: string | undefined;
  readonly policy: readonly PolicyStatement[];
}

export interface QueueChanges {
  readonly fields: readonly FieldChange[];
  /** What SetQueueAttributes, or CreateQueue, has to set. */
  readonly set: Attributes;
}

interface Change extends Partial<QueueChanges> {}

/** What is not as wanted, and no more: what setup has no opinion about stays. `now`: undefined for a queue that is not there. */
export function queueChanges(now: Attributes | undefined, wanted: QueueWanted): QueueChanges {
  const changes = [
    retention(now, wanted),
    visibility(now, wanted),
    redrive(now, wanted),
    redriveAllow(now, wanted),
    encryption(now, wanted),
    policy(now, wanted),
  ];
  return {
    fields: changes.flatMap(({ fields = [] }) => fields),
    set: Object.assign({}, ...changes.map(({ set }) => set)),
  };
}

/** A longer one is kept: to shorten it deletes what is older, at once. */
function retention(now: Attributes | undefined, wanted: QueueWanted): Change {
  const there = now?.MessageRetentionPeriod;
  if (there !== undefined && Number(there) >= wanted.retention) return {};
  return {
    fields: [fieldChange('retention', there && timeText(Number(there)), timeText(wanted.retention))],
    set: { MessageRetentionPeriod: String(wanted.retention) },
  };
}

function visibility(now: Attributes | undefined, wanted: QueueWanted): Change {
  const there = now?.VisibilityTimeout;
  if (wanted.visibility === undefined || Number(there) === wanted.visibility) return {};
  const then = timeText(wanted.visibility);
  return {
    fields: [fieldChange('visibility timeout', there && timeText(Number(there)), then)],
    set: { VisibilityTimeout: String(wanted.visibility) },
  };
}

function redrive(now: Attributes | undefined, { redrive: wanted }: QueueWanted): Change {
  if (!wanted) return {};
  const there = object(now?.RedrivePolicy);
  const arn = there.deadLetterTargetArn as string | undefined;
  const most = there.maxReceiveCount === undefined ? undefined : String(there.maxReceiveCount);
  const fields = [
    fieldChange('dead-letter queue', arn, wanted.deadLetterTargetArn),
    fieldChange('max receive count', most, String(wanted.maxReceiveCount)),
  ].filter((change) => change.now !== change.then);
  return fields.length === 0 ? {} : { fields, set: { RedrivePolicy: JSON.stringify(wanted) } };
}

/** Without such a policy every queue of the account and region may send its dead letters: nothing is taken away from them. */
function redriveAllow(now: Attributes | undefined, { deadLettersOf: source }: QueueWanted): Change {
  if (source === undefined) return {};
  const there = object(now?.RedriveAllowPolicy);
  const permission = there.redrivePermission;
  const sources = [there.sourceQueueArns ?? []].flat().map(String);
  if (now && (permission === undefined || permission === 'allowAll' || sources.includes(source))) return {};
  const all = [...sources, source];
  const old = permission === undefined ? undefined : sources.join(', ') || 'none';
  return {
    fields: [fieldChange('dead letters of', old, all.join(', '))],
    set: { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: all }) },
  };
}

/** A key that somebody chose is kept where none is asked for: to take it away would be a step back. */
function encryption(now: Attributes | undefined, { kmsKey }: QueueWanted): Change {
  const key = now?.KmsMasterKeyId || undefined;
  const managed = now?.SqsManagedSseEnabled === 'true' ? 'SSE-SQS' : undefined;
  const there = key === undefined ? managed : `KMS key ${key}`;
  if (kmsKey === undefined ? there !== undefined : key === kmsKey) return {};
  return {
    fields: [fieldChange('encryption', there, kmsKey === undefined ? 'SSE-SQS' : `KMS key ${kmsKey}`)],
    set:
      kmsKey === undefined
        ? { SqsManagedSseEnabled: 'true' }
        : // One of the two may be on.
          { KmsMasterKeyId: kmsKey, SqsManagedSseEnabled: 'false' },
  };
}

function policy(now: Attributes | undefined, { policy: statements }: QueueWanted): Change {
  if (statements.length === 0) return {};
  const { fields, document } = mergePolicy(now?.Policy, statements);
  return fields.length === 0 ? {} : { fields, set: { Policy: document } };
}

/** The key that AWS manages for a service lets no other service use it: what S3 and SNS send is lost without a word (B103). */
export function managedKeyProblem(
  what: 'queue' | 'topic',
  name: string,
  key: string | undefined,
): Problem | undefined {
  const service = what === 'queue' ? 'sqs' : 'sns';
  if (!key?.endsWith(`alias/aws/${service}`)) return undefined;
  const cure =
    what === 'queue'
      ? 'Change it to SSE-SQS: `aws sqs set-queue-attributes --queue-url URL --attributes KmsMasterKeyId=,SqsManagedSseEnabled=true`; or'
      : 'Take the key away: `aws sns set-topic-attributes --topic-arn ARN --attribute-name KmsMasterKeyId --attribute-value ""`; or';
  return {
    code: 'LF_SETUP_MANAGED_KEY',
    message: `the ${what} ${name} is encrypted with alias/aws/${service}: that key's policy lets no other service use it, so nothing would ever arrive, and nobody would be told`,
    hint: `${cure} set setup.kms-key to a key of your own.`,
  };
}

/** `4 days`, `300 s` */
function timeText(seconds: number): string {
  return seconds > 0 && seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${seconds} s`;
}

function object(json: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(json || '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}
