import type { Problem } from '../../model/errors.ts';

/**
 * Why a message may have become a dead letter. SQS keeps no reason: this is what is found by looking again (R27).
 * The order is that of a message with several objects: the first that one of them has is the message's.
 */
export const reasons = [
  'not-understood',
  'denied',
  'archived',
  'unreadable',
  'unclaimed',
  'not-looked',
  'fine',
  'gone',
  'nothing-to-do',
] as const;

export type Reason = (typeof reasons)[number];

/** A heading, and what to do about it. */
export const reasonTexts: Readonly<Record<Reason, { readonly what: string; readonly next: string }>> = {
  'not-understood': {
    what: 'not an S3 notification',
    next: 'See the bodies with `dlq show --reason not-understood`, and find out who else writes to the queue.',
  },
  denied: {
    what: 'no access to the object',
    next: 'Give the role of the consumers access, then `dlq redrive --reason denied`.',
  },
  archived: {
    what: 'the object is archived',
    next: 'Restore the objects in S3, then `dlq redrive --reason archived`.',
  },
  unreadable: {
    what: 'the object cannot be read',
    next: 'See what is wrong with `dlq show --reason unreadable`; redriven as they are, they come back.',
  },
  unclaimed: {
    what: 'no pipeline claims the object',
    next: "Narrow the bucket's notification to the prefix of the logs; redriven as they are, they come back.",
  },
  'not-looked': {
    what: 'the object was not looked at',
    next: 'Nothing is known about these; `dlq show --message-id ID` looks at one.',
  },
  fine: {
    what: 'nothing wrong with it now',
    next: 'Likely the cluster, a crash or a kill: when that is over, `dlq redrive --reason fine`.',
  },
  gone: {
    what: 'the object is gone from S3',
    next: 'Nothing will come of it: redriven, the message is counted as missing and deleted.',
  },
  'nothing-to-do': {
    what: 'names no object that was created',
    next: 'Redriven, it is counted and deleted.',
  },
};

/** The reason behind a problem that was met while an object was looked at. */
export function reasonOf({ code }: Problem): Reason {
  if (code === 'LF_OBJECT_GONE') return 'gone';
  if (/^LF_(OBJECT_FORBIDDEN|OBJECT_KMS|AWS_ROLE)$/.test(code)) return 'denied';
  if (code === 'LF_OBJECT_ARCHIVED') return 'archived';
  // Our own credentials, our own network: that says nothing about the object.
  if (code.startsWith('LF_AWS_')) return 'not-looked';
  return 'unreadable';
}

/** The reason of a message, from those of its objects. */
export function worst(found: readonly Reason[]): Reason {
  return reasons.find((reason) => found.includes(reason)) ?? 'nothing-to-do';
}
