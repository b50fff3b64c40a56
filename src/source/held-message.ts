import type { Outcome } from '../model/object.ts';

/** What is done with a message once all of its objects have settled. */
export type MessageEnd =
  | { readonly kind: 'delete' }
  /** Something of it did not arrive: it is held back by a growing delay, then comes again. */
  | { readonly kind: 'hold-back' }
  /** We were stopped: the next consumer may have it at once. */
  | { readonly kind: 'give-back' };

/**
 * One message that this process holds, and the objects in it that are still open.
 * One owner decides its end: the last object to settle.
 */
export class HeldMessage {
  readonly id: string;
  /** Changes when SQS delivers the message to us again while we still work on it (R25). */
  receiptHandle: string;
  receiveCount: number;
  /** Our own reckoning of when others may see it, ms since the epoch (R24). */
  deadline: number;
  /** When this holding began; SQS allows 12 hours from here, however often it is extended. */
  since: number;
  /** ms of work, time under the brake not counted (R18). */
  worked = 0;
  lost = false;
  /** All of its objects have settled: nothing extends it any more. */
  settled = false;
  #pending: number;
  #end: MessageEnd = { kind: 'delete' };

  constructor(
    message: { id: string; receiptHandle: string; receiveCount: number },
    objects: number,
    since: number,
    deadline: number,
  ) {
    this.id = message.id;
    this.receiptHandle = message.receiptHandle;
    this.receiveCount = message.receiveCount;
    this.since = since;
    this.deadline = deadline;
    this.#pending = objects;
  }

  /** SQS delivered it to us again while we still work on it: its lease begins anew. */
  renew(message: { receiptHandle: string; receiveCount: number }, since: number, deadline: number): void {
    this.receiptHandle = message.receiptHandle;
    this.receiveCount = message.receiveCount;
    this.since = since;
    this.deadline = deadline;
    this.worked = 0;
    this.lost = false;
  }

  /** Whatever becomes of the others, this message is not to be deleted. */
  keep(): void {
    this.#worsen({ kind: 'hold-back' });
  }

  /** One object has settled; answers with the message's end when it was the last. */
  settle(outcome: Outcome): MessageEnd | undefined {
    if (outcome.kind === 'aborted') this.#worsen({ kind: 'give-back' });
    else if (outcome.kind === 'failed' || outcome.kind === 'unreadable') this.keep();
    this.#pending -= 1;
    this.settled = this.#pending === 0;
    return this.settled ? this.#end : undefined;
  }

  #worsen(end: MessageEnd): void {
    // A failure outweighs a stop: what failed once should not come back at once.
    if (this.#end.kind !== 'hold-back') this.#end = end;
  }
}

/** Seconds until a message that failed for the nth time may be seen again: 30 s, doubled each time, at most 15 minutes. */
export function holdBackSeconds(receiveCount: number): number {
  return Math.min(900, 30 * 2 ** Math.min(10, Math.max(0, receiveCount - 1)));
}
