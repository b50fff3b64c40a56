import type { Clock } from '../model/control.ts';
import { redriveTarget } from '../source/dead-letters.ts';
import { createQueueApi, resolveQueueUrl } from '../source/queue-api.ts';
import type { AwsClients } from './aws.ts';

/** Failures in a row after which nobody looks any more: a role that may not look will not be allowed by asking. */
const tries = 3;

/**
 * Tells every `interval` ms how many messages wait in the dead-letter queue that the redrive policy names, until the
 * signal aborts. For people to see: without a policy, or without the right to look, nothing is told. Never rejects.
 */
export async function watchDeadLetters(
  { sqs }: Pick<AwsClients, 'sqs'>,
  queueUrl: string,
  clock: Clock,
  interval: number,
  told: (messages: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let look: (() => Promise<number>) | undefined;
  while (!signal.aborted && failures < tries) {
    try {
      look ??= await openDeadLetters(sqs, queueUrl);
      if (!look) return;
      told(await look());
      failures = 0;
    } catch {
      failures += 1;
    }
    await clock.sleep(interval, signal).catch(() => {});
  }
}

async function openDeadLetters(
  sqs: AwsClients['sqs'],
  queueUrl: string,
): Promise<(() => Promise<number>) | undefined> {
  const { deadLetters } = await redriveTarget(sqs, queueUrl);
  if (!deadLetters) return undefined;
  const url = await resolveQueueUrl(sqs, deadLetters.name, deadLetters.account);
  const api = createQueueApi(sqs, url);
  return async () => (await api.depth()).visible;
}
