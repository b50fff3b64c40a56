import { Limit } from '../../core/limit.ts';
import type { Route } from '../../core/route.ts';
import { never, type Problem } from '../../model/errors.ts';
import type { S3Ref } from '../../model/object.ts';
import type { DeadLetter } from '../../source/dead-letters.ts';
import { type Notification, parseNotification } from '../../source/notification.ts';
import { type LookDeps, lookAt } from './look.ts';
import { type Reason, reasonOf, worst } from './reasons.ts';

/** One object of a message, and what was found wrong with it now. */
export interface Finding {
  readonly ref: S3Ref;
  readonly reason: Reason;
  readonly problem?: Problem;
}

/** A message as far as it is of interest: without its body. */
export interface Examined {
  readonly id: string;
  readonly receiveCount: number;
  readonly sentAt: number | undefined;
  readonly sourceArn: string | undefined;
  readonly reason: Reason;
  /** Why the message itself is no good. */
  readonly problem?: Problem;
  /** The first `mostObjects` of them. */
  readonly objects: readonly Finding[];
  readonly objectCount: number;
}

export interface ExamineOptions extends LookDeps {
  readonly route: Route;
  /** Objects that may be looked at, of all messages together; 0: none. */
  readonly looks: number;
  /** How many at once. */
  readonly concurrency: number;
}

/** One message may name thousands of objects (its body is bounded, its number of records is not). */
const mostObjects = 100;

/** Finds out why messages may be here. Looks at their objects again, as often as it may. */
export class Examiner {
  /** Objects that were looked at. */
  looked = 0;
  /** Why looking was given up, somewhere: our credentials or our network, which say nothing about any object. */
  broken: Problem | undefined;
  /** There. Each may have credentials and an endpoint of its own: another one may be all right. */
  readonly #brokenBuckets = new Set<string>();
  readonly #options: ExamineOptions;
  readonly #limit: Limit;

  constructor(options: ExamineOptions) {
    this.#options = options;
    this.#limit = new Limit(options.concurrency);
  }

  /** Rejects with the signal's reason when it aborts. */
  async examine(letter: DeadLetter, said = parseNotification(letter.body)): Promise<Examined> {
    const refs = refsOf(said);
    const objects = await Promise.all(refs.slice(0, mostObjects).map((ref) => this.#find(ref)));
    const found = objects.map(({ reason }) => reason);
    if (refs.length > mostObjects) found.push('not-looked');
    const { id, receiveCount, sentAt, sourceArn } = letter;
    const base = { id, receiveCount, sentAt, sourceArn, objects, objectCount: refs.length };
    if (said.kind !== 'unrecognised') return { ...base, reason: worst(found) };
    return { ...base, reason: 'not-understood', problem: unrecognised(said.reason) };
  }

  async #find(ref: S3Ref): Promise<Finding> {
    const pipeline = this.#options.route(ref);
    if (!pipeline) return { ref, reason: 'unclaimed' };
    await this.#limit.enter();
    try {
      this.#options.signal.throwIfAborted();
      const enough = this.looked >= this.#options.looks;
      if (enough || this.#brokenBuckets.has(ref.bucket)) return { ref, reason: 'not-looked' };
      this.looked += 1;
      const problem = await lookAt(ref, pipeline, this.#options);
      if (!problem) return { ref, reason: 'fine' };
      const reason = reasonOf(problem);
      if (reason === 'not-looked') {
        this.broken = problem;
        this.#brokenBuckets.add(ref.bucket);
      }
      return { ref, reason, problem };
    } finally {
      this.#limit.leave();
    }
  }
}

/** The objects that a message says were created. */
export function refsOf(notification: Notification): readonly S3Ref[] {
  switch (notification.kind) {
    case 'objects':
      return notification.refs;
    case 'test-event':
    case 'unrecognised':
      return [];
    default:
      return never(notification);
  }
}

function unrecognised(reason: string): Problem {
  return {
    code: 'LF_MESSAGE_UNRECOGNISED',
    message: reason,
    hint: 'Find out who else writes to the queue.',
  };
}
