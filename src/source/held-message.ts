import { aftermathOf } from '../failures/aftermath.ts';
import type { Aftermath } from '../model/failure.ts';
import type { Outcome, S3Ref } from '../model/object.ts';

/** What is done with a message once all of its objects have settled. */
export type MessageEnd =
  | { readonly kind: 'delete' }
  /** We were stopped: the next consumer may have it at once. */
  | { readonly kind: 'give-back' }
  /** Something of it did not arrive: it is held back by a growing delay, then comes again. */
  | { readonly kind: 'hold-back'; readonly aftermath: Aftermath };

/** SQS: 12 hours in all from the receive; an extension past it is refused, not shortened (F4). */
const longestHolding = 12 * 3600 * 1000;

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
  /** Its objects of which nothing is left to do. */
  readonly delivered: S3Ref[] = [];
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

  /** The longest visibility timeout that SQS still grants it, whole seconds; not above 0 when there is none. */
  longest(now: number): number {
    return Math.floor((this.since + longestHolding - now) / 1000) - 1;
  }

  /** Whatever becomes of the others, this message is not to be deleted. */
  keep(aftermath: Aftermath): void {
    this.#worsen({ kind: 'hold-back', aftermath });
  }

  /** What becomes of it, as far as is known by now. */
  get end(): MessageEnd {
    return this.#end;
  }

  /** One object has settled; answers with the message's end when it was the last. */
  settle(ref: S3Ref, outcome: Outcome): MessageEnd | undefined {
    if (outcome.kind === 'aborted') this.#worsen({ kind: 'give-back' });
    else if (outcome.kind === 'delivered' || outcome.kind === 'missing') this.delivered.push(ref);
    else this.keep(aftermathOf(outcome.problem));
    this.#pending -= 1;
    this.settled = this.#pending === 0;
    return this.settled ? this.#end : undefined;
  }

  #worsen(end: MessageEnd): void {
    if (weight(end) > weight(this.#end)) this.#end = end;
  }
}

/**
 * A failure outweighs a stop: what failed once should not come back at once. What is not its own fault outweighs a poison
 * in the same message, which must not hold it up for hours.
 */
function weight(end: MessageEnd): number {
  if (end.kind === 'hold-back') return end.aftermath === 'release' ? 3 : 2;
  return end.kind === 'give-back' ? 1 : 0;
}
