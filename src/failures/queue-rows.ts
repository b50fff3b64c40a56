import { type AwsRow, awsRows } from './aws-rows.ts';

/** What is known beside the error of a receive. */
export interface PollHistory {
  /** Failed receives since the last good one, this one included. */
  readonly failures: number;
  /** Whether any receive of this run succeeded. */
  readonly everWorked: boolean;
  readonly drain: boolean;
}

/**
 * Receives that fail are tried again; while a consumer runs, for ever, and visibly: credentials are renewed, permissions
 * put back, queues made again. A drain ends after a few. `start`: failures at which a run that never received anything ends.
 */
export interface QueueRow extends AwsRow {
  readonly start: number;
  /** Of the run that ends by it; 1 where absent. */
  readonly exit?: 2;
}

/** What is wrong from the start stays wrong. */
const hopeless = 1;
/** Failures after which a drain ends, and a start of what may pass. */
export const fewFailures = 5;

/** Read from the top: the first row that fits decides. */
export const queueRows: readonly QueueRow[] = [
  { ...awsRows.noCredentials, start: hopeless },
  { ...awsRows.clock, start: hopeless },
  { ...awsRows.badCredentials, start: hopeless },
  { ...awsRows.noRegion, start: hopeless, exit: 2 },
  { ...awsRows.busy, start: fewFailures },
  { ...awsRows.fault, start: fewFailures },
  { ...awsRows.certificate, start: fewFailures },
  { ...awsRows.unreachable, start: fewFailures },
  { ...awsRows.broken, start: fewFailures },
  {
    name: 'queue-missing',
    what: 'There is no such queue, or it was deleted',
    // The query protocol's and the JSON protocol's names for the same thing.
    when: [{ name: /NonExistentQueue|QueueDoesNotExist|QueueDeletedRecently/ }],
    start: hopeless,
    code: 'LF_QUEUE_MISSING',
    says: 'there is no {what}',
    hint: 'Check --queue, --region and the account (AWS_PROFILE); a queue of another account needs its URL or --queue-owner.',
    why: 'a queue that was deleted while we ran may be made again',
  },
  {
    name: 'in-flight-limit',
    what: 'As many messages are in flight as the queue allows (OverLimit: 120,000, of a FIFO queue 20,000)',
    when: [{ name: /OverLimit/ }],
    start: fewFailures,
    code: 'LF_QUEUE_IN_FLIGHT',
    says: '{what} has as many messages in flight as it may: {message}',
    hint: 'Look for consumers that receive and never delete (ApproximateNumberOfMessagesNotVisible).',
    why: 'F4: only short polls are told; long ones get nothing',
  },
  {
    name: 'queue-kms',
    what: 'KMS does not decrypt the messages: no right to the key of the queue, or the key is disabled or deleted',
    when: [{ name: /^KMS\.|^Kms/i }, { message: /perform: kms:/ }],
    start: hopeless,
    code: 'LF_QUEUE_FORBIDDEN',
    says: 'no access to {what}: {message}',
    hint: 'Allow {action|kms:Decrypt} on {key|the key of the queue}, and see that the key is enabled.',
    why: 'Amazon SQS, errors of ReceiveMessage: KmsAccessDenied, KmsDisabled, KmsInvalidState, KmsNotFound',
  },
  {
    name: 'queue-forbidden',
    what: 'No access to the queue',
    when: [{ name: /AccessDenied/i }, { status: [403, 403] }],
    start: hopeless,
    code: 'LF_QUEUE_FORBIDDEN',
    says: 'no access to {what}: {message}',
    hint: 'Allow sqs:ReceiveMessage, DeleteMessage, ChangeMessageVisibility, GetQueueAttributes and GetQueueUrl, and kms:Decrypt on its key if it has one.',
    why: 'B35: a dead poller is never silent',
  },
  {
    name: 'queue-anything-else',
    what: 'SQS said something else',
    when: [{}],
    start: fewFailures,
    code: 'LF_QUEUE_ERROR',
    says: '{what}: {name}: {message}',
    hint: 'Look at the message above; AWS said it.',
    why: 'B38: with a growing wait',
  },
];
