import { type S3Ref, uriOf } from '../../model/object.ts';
import type { DeadLetter } from '../../source/dead-letters.ts';
import { globMatches } from '../template/glob.ts';
import type { Reason } from './reasons.ts';

/** Which messages; what is empty or undefined asks for nothing. */
export interface Selection {
  readonly reasons: ReadonlySet<Reason>;
  /** `*` stands for any text, slashes too; against the key or `s3://bucket/key` of any object of the message. */
  readonly key: string | undefined;
  readonly messageIds: ReadonlySet<string>;
}

/** Whether a message is one of those, as far as its text tells; its reason is found out only for these. */
export function namesIt({ key, messageIds }: Selection, id: string, refs: readonly S3Ref[]): boolean {
  if (messageIds.size > 0 && !messageIds.has(id)) return false;
  return key === undefined || refs.some((ref) => globMatches(key, ref.key) || globMatches(key, uriOf(ref)));
}

export function asksForReason({ reasons }: Selection, reason: Reason): boolean {
  return reasons.size === 0 || reasons.has(reason);
}

/** `with reason fine or gone, key *\/2020/*` for people; empty for all. */
export function selectionText({ reasons, key, messageIds }: Selection): string {
  const parts = [
    ...(reasons.size > 0 ? [`reason ${[...reasons].join(' or ')}`] : []),
    ...(key === undefined ? [] : [`key ${key}`]),
    ...(messageIds.size > 0 ? [`message id ${[...messageIds].join(' or ')}`] : []),
  ];
  return parts.length > 0 ? `with ${parts.join(', ')}` : '';
}

/** Why a redrive leaves a message alone, whatever was asked for; undefined when it does not. */
export type Left = 'other-queue' | 'later';

/**
 * A dead-letter queue may serve several queues: a message goes back only to the one it came from.
 * What was sent after the run began waits for the next run: else a message that fails at once would go round for ever.
 */
export function leftAlone(
  letter: DeadLetter,
  sourceArn: string | undefined,
  startedAt: number,
): Left | undefined {
  if (letter.sourceArn !== undefined && sourceArn !== undefined && letter.sourceArn !== sourceArn) {
    return 'other-queue';
  }
  return letter.sentAt !== undefined && letter.sentAt >= startedAt ? 'later' : undefined;
}
