import type { Problem } from '../../../model/errors.ts';
import { number, plural, seconds } from '../../../model/format.ts';
import { type Check, check, failure, ok, warning, worst } from '../check.ts';
import type { Attributes, QueueFacts } from '../facts.ts';
import type { AwsDeps } from './deps.ts';

/** What the queue says of itself, judged. */
export function queueSettingChecks({ settings }: AwsDeps): readonly Check[] {
  return [
    check({
      id: 'visibility',
      title: 'visibility timeout',
      needs: ['queue'],
      run: ({ queue }) => {
        const warnings = visibilityProblems(queue, settings);
        return worst({ warnings }, seconds(Number(queue.attributes.VisibilityTimeout ?? 0)));
      },
    }),
    check({
      id: 'queue-encryption',
      title: 'queue encryption',
      needs: ['queue'],
      run: ({ queue: { name, attributes } }) => {
        const key = attributes.KmsMasterKeyId;
        if (isAwsManaged(key, 'sqs')) return failure(managedKey('queue', name, 'alias/aws/sqs'));
        return ok(encryptionText(attributes));
      },
    }),
    check({
      id: 'in-flight',
      title: 'messages in flight',
      needs: ['queue'],
      run: ({ queue }) => {
        const { inFlight, most, text } = depthOf(queue);
        if (inFlight >= most) return failure(tooMany(queue.name, inFlight, most));
        return inFlight >= most * 0.8 ? warning(tooMany(queue.name, inFlight, most)) : ok(text);
      },
    }),
  ];
}

export function visibilityProblems(
  { name, attributes }: QueueFacts,
  { 'visibility-timeout': ours, 'max-processing': most }: AwsDeps['settings'],
): Problem[] {
  const theirs = Number(attributes.VisibilityTimeout ?? 0);
  const problems: Problem[] = [];
  if (theirs < ours) {
    problems.push({
      code: 'LF_QUEUE_VISIBILITY',
      message: `the visibility timeout of ${name} is ${theirs} s; logflow holds messages for ${ours} s at a time, but whoever else receives without saying how long (a console, a script) gives them back while they are worked on`,
      hint: `Set VisibilityTimeout of the queue to ${ours} s or more (or lower --visibility-timeout).`,
    });
  }
  if (ours > most) {
    problems.push({
      code: 'LF_QUEUE_VISIBILITY',
      message: `--visibility-timeout (${ours} s) is longer than --max-processing (${most} s): a message of a consumer that died stays hidden longer than anybody may work on it`,
      hint: 'Lower --visibility-timeout, or raise --max-processing.',
    });
  }
  return problems;
}

/** The key that AWS makes for a service: its policy cannot be changed, and lets no other service in (B103). */
export function isAwsManaged(key: string | undefined, service: 'sqs' | 'sns'): boolean {
  return key?.endsWith(`alias/aws/${service}`) === true;
}

export function managedKey(what: 'queue' | 'topic', name: string, alias: string): Problem {
  const from = what === 'queue' ? 'S3, SNS and EventBridge' : 'S3';
  const to = what === 'queue' ? 'SSE-SQS (SqsManagedSseEnabled)' : 'no encryption of its own';
  return {
    code: 'LF_KMS_AWS_MANAGED',
    message: `${what} ${name} is encrypted with ${alias}, a key that ${from} cannot use: nothing arrives, and nobody is told`,
    hint: `Set it to ${to}, or to a customer managed key whose policy lets the sender use kms:GenerateDataKey and kms:Decrypt.`,
  };
}

export function encryptionText({ KmsMasterKeyId: key, SqsManagedSseEnabled: sse }: Attributes): string {
  // What a key's policy says is seen by kms:GetKeyPolicy alone, which hardly anybody may ask.
  if (key) return `key ${key}; its policy was not looked at`;
  return sse === 'true' ? 'SSE-SQS' : 'none';
}

function depthOf({ name, attributes }: QueueFacts) {
  const inFlight = Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0);
  const visible = Number(attributes.ApproximateNumberOfMessages ?? 0);
  // Source: "Amazon SQS message quotas", SQS Developer Guide.
  const most = name.endsWith('.fifo') ? 20_000 : 120_000;
  return { inFlight, most, text: `${number(inFlight)}; ${plural(visible, 'message')} visible` };
}

function tooMany(name: string, inFlight: number, most: number): Problem {
  return {
    code: 'LF_QUEUE_IN_FLIGHT',
    message: `${number(inFlight)} messages of ${name} are in flight; above ${number(most)} nobody receives anything`,
    hint: 'Look for consumers that receive and never delete, or run fewer of them; the messages come back by themselves.',
  };
}
