import type { Problem } from '../../model/errors.ts';

/** The parts of a set-up in the order in which they are made; they are taken away in the opposite one. `--only` names them. */
export const partNames = [
  'bucket',
  'queue',
  'topic',
  'subscription',
  'rule',
  'notification',
  'flow-logs',
  'role',
  'templates',
] as const;

export type PartName = (typeof partNames)[number];

/** One field of a resource that is not as wanted. Values as people read them, never a secret. */
export interface FieldChange {
  readonly field: string;
  /** Undefined: not set. */
  readonly now: string | undefined;
  readonly then: string | undefined;
}

interface About {
  readonly part: PartName;
  /** `SQS queue` */
  readonly what: string;
  /** Its name or id. */
  readonly name: string;
}

/** Something that is to be done, and the doing. `apply` may run again after it failed half way: it changes nothing twice. */
export interface Task extends About {
  readonly kind: 'create' | 'change' | 'delete';
  /** `create`: what it will have; `now` is undefined. */
  readonly fields: readonly FieldChange[];
  /** What people should know before they say yes. */
  readonly note?: string;
  readonly apply: () => Promise<void>;
}

/** What the plan says of one resource. */
export type Step =
  | Task
  /** As wanted; or, under `--destroy`, not ours (`note` says why it stays). */
  | (About & { readonly kind: 'keep'; readonly note?: string })
  /** Cannot be done as asked: told before anything is changed, and then nothing is. */
  | (About & { readonly kind: 'refuse'; readonly problem: Problem });

/** One part of a set-up. Looking changes nothing. */
export interface Part {
  readonly name: PartName;
  /** What is there against what is wanted. Rejects with `LogflowError` when it cannot be looked at. */
  plan(): Promise<readonly Step[]>;
  /** What of it carries our tag, and may go. */
  destroy(): Promise<readonly Step[]>;
}
