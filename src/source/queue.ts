import { foundRows } from '../failures/after-rows.ts';
import type { Brake } from '../model/control.ts';
import { LogflowError, never, type Problem } from '../model/errors.ts';
import { type Outcome, type S3Ref, type Source, uriOf, type WorkItem } from '../model/object.ts';
import { found } from './after/ask.ts';
import { Delivered } from './delivered.ts';
import { HeldMessage, type MessageEnd } from './held-message.ts';
import { LeaseManager, type LeaseOptions } from './lease.ts';
import { type EndDeps, MessageEnds } from './message-ends.ts';
import { parseNotification } from './notification.ts';
import { Pace } from './pace.ts';
import { pollErrorDelay } from './poll-error.ts';
import { batchLimit, type QueueMessage } from './queue-api.ts';
import { type Sorting, sortObjects } from './sort-objects.ts';
import { Streak } from './streak.ts';

export interface QueueOptions extends LeaseOptions {
  /** End when the queue is empty, instead of following it (R26). */
  readonly drain: boolean;
  /** Seconds that a receive waits for the first message. */
  readonly wait: number;
}

export interface QueueDeps extends EndDeps, Sorting {
  readonly brake: Brake;
  /** First signal: ask for no more; what a pending receive still brings is given back. */
  readonly stop: AbortSignal;
}

/** Half a minute in all, after ten objects in a row that were tried for longer than that. */
const drainWaits = 4;

/**
 * The queue as a source of work. Messages are received for slots that wait for work right now (each pending `next()` is
 * one such slot), and while objects are quick for those that will in a second: then ten come with one receive, and no
 * slot waits for them. A large object that nobody works on is left to the other consumers.
 */
export class QueueSource implements Source {
  readonly #deps: QueueDeps;
  readonly #options: QueueOptions;
  readonly #leases: LeaseManager;
  readonly #messageEnds: MessageEnds;
  /** Of messages that were put back. */
  readonly #delivered = new Delivered();
  /** The stop signal, or whoever iterates having left. */
  readonly #stop: AbortSignal;
  readonly #returned = new AbortController();
  readonly #ready: WorkItem[] = [];
  readonly #waiters: ((result: IteratorResult<WorkItem>) => void)[] = [];
  /** Objects that were done. */
  readonly #pace: Pace;
  readonly #streak: Streak;
  #demand: () => void = () => {};
  #ended = false;
  /** Messages on their way back or out that no reader waits for. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(deps: QueueDeps, options: QueueOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#leases = new LeaseManager(deps.api, deps.clock, deps.brake, deps.events, options);
    this.#messageEnds = new MessageEnds(deps, options.visibilityTimeout);
    this.#pace = new Pace(() => deps.clock.now());
    this.#streak = new Streak(() => deps.clock.now());
    this.#stop = AbortSignal.any([deps.stop, this.#returned.signal]);
    this.#stop.addEventListener('abort', () => this.#finish(), { once: true });
  }

  /** Receives until stopped, drained or hopeless. Rejects with why it is hopeless; a dead poller is never silent. */
  async run(): Promise<void> {
    void this.#leases.run();
    try {
      await this.#poll();
    } finally {
      this.#finish();
      while (this.#leaving.size > 0) await Promise.all(this.#leaving);
    }
  }

  /** After the last item has settled: the heartbeat ends. */
  close(): void {
    this.#leases.stop();
  }

  [Symbol.asyncIterator](): AsyncIterator<WorkItem> {
    return {
      next: () => this.#next(),
      return: () => {
        this.#returned.abort();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<IteratorResult<WorkItem>> {
    const value = this.#ready.shift();
    if (value) {
      this.#demand();
      return Promise.resolve({ done: false, value });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#demand();
    });
  }

  /** Gives out no more work: slots that wait end, records that wait for a slot go back. Nobody waits for a receive. */
  #finish(): void {
    this.#ended = true;
    this.#demand();
    for (const waiter of this.#waiters.splice(0)) waiter({ done: true, value: undefined });
    for (const item of this.#ready.splice(0)) this.#leave(item.settle({ kind: 'aborted' }));
  }

  /** Messages that nobody works on are brought to their end beside the receives: an SQS that hangs there must not stop those. */
  #leave(end: Promise<void>): void {
    const leaving = end.finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async #poll(): Promise<void> {
    const { api, brake, clock, events } = this.#deps;
    const { drain, visibilityTimeout } = this.#options;
    const stop = this.#stop;
    // The time that a receive waits may be time of the lease: at most a quarter of it.
    const wait = Math.min(drain ? 1 : this.#options.wait, Math.max(1, Math.floor(visibilityTimeout / 4)));
    let failures = 0;
    let everWorked = false;
    let emptyPolls = 0;
    for (;;) {
      const wanted = await this.#wanted();
      if (wanted === 0) return;
      const trying = await this.#outOfTrouble();
      try {
        await brake.released(stop);
        if (stop.aborted) return;
        const askedAt = clock.now();
        // Never aborted: an aborted long poll lives on in the server and swallows the next message.
        const messages = await api.receive(trying ? 1 : wanted, wait, visibilityTimeout);
        everWorked = true;
        emptyPolls = messages.length > 0 ? 0 : emptyPolls + 1;
        events.received(messages.length);
        if (!trying) events.notReceiving(undefined);
        for (const message of messages) this.#leave(this.#take(message, askedAt));
        if (drain && emptyPolls >= 2 && (await this.#drained())) return;
        failures = 0;
      } catch (error) {
        if (stop.aborted) return;
        failures += 1;
        const delay = pollErrorDelay(error, { failures, everWorked, drain });
        if (delay === undefined) throw error;
        if (error instanceof LogflowError) events.notReceiving(error);
        await clock.sleep(delay, stop).catch(() => {});
      }
    }
  }

  /** While nothing gets through, one message is tried now and then (R18): true then. A drain gives up. */
  async #outOfTrouble(): Promise<boolean> {
    const { trouble } = this.#streak;
    if (!trouble) return false;
    if (this.#options.drain && this.#streak.waits >= drainWaits) throw new LogflowError(trouble);
    this.#deps.events.notReceiving(trouble);
    await this.#deps.clock.sleep(this.#streak.nextWait(), this.#stop).catch(() => {});
    return true;
  }

  /** Resolves with how many messages to ask for, as soon as that is any; with 0 when we are to stop. */
  async #wanted(): Promise<number> {
    for (;;) {
      if (this.#stop.aborted) return 0;
      // What is done in a second is begun within a second.
      const ahead = Math.min(batchLimit, this.#pace.lastSecond);
      if (this.#waiters.length > 0) return Math.max(this.#waiters.length, ahead);
      if (this.#ready.length * 2 < ahead) return ahead;
      await new Promise<void>((resolve) => {
        this.#demand = resolve;
      });
    }
  }

  async #drained(): Promise<boolean> {
    if (this.#leases.size > 0) return false;
    const depth = await this.#deps.api.depth();
    this.#deps.events.depth(depth);
    return depth.visible === 0 && depth.delayed === 0;
  }

  /** `askedAt`: SQS hid the message at some moment after that, so its lease is reckoned from there (R24). */
  async #take(message: QueueMessage, askedAt: number): Promise<void> {
    const { events } = this.#deps;
    const deadline = askedAt + this.#options.visibilityTimeout * 1000;
    const ours = this.#leases.find(message.id);
    // It came back while we still work on it: go on with the new receipt handle instead of from zero (R25).
    if (ours) return ours.renew(message, askedAt, deadline);
    const hold = (objects: number) => new HeldMessage(message, objects, askedAt, deadline);
    if (this.#stop.aborted) return this.#messageEnds.giveBack(hold(1));
    try {
      await this.#begin(message, hold);
    } catch (error) {
      // Whoever writes to the queue decides what is in a message: not one of them may end the run.
      events.problem(surprise(message.id, error));
      await this.#messageEnds.holdBack(hold(1), 'quarantine');
    }
  }

  async #begin({ id, body }: QueueMessage, hold: (objects: number) => HeldMessage): Promise<void> {
    const { events } = this.#deps;
    const notification = parseNotification(body);
    switch (notification.kind) {
      case 'test-event':
        events.testEvent();
        return void (await this.#messageEnds.delete(hold(1)));
      case 'unrecognised':
        events.unrecognised(notification.reason);
        return this.#messageEnds.holdBack(hold(1), 'quarantine');
      case 'objects':
        return this.#beginObjects(id, notification.refs, hold);
      default:
        return never(notification);
    }
  }

  async #beginObjects(
    id: string,
    named: readonly S3Ref[],
    hold: (objects: number) => HeldMessage,
  ): Promise<void> {
    const { events } = this.#deps;
    const { claimed, unclaimed, again } = sortObjects(named, this.#deps);
    if (again) events.problem(found(foundRows.loop, uriOf(again)));
    if (claimed.length + unclaimed.length === 0) {
      events.ignored();
      return void (await this.#messageEnds.delete(hold(1)));
    }
    for (const ref of unclaimed) events.unclaimed(uriOf(ref));
    const open = claimed.filter((ref) => !this.#delivered.has(id, ref));
    const held = hold(open.length);
    if (unclaimed.length > 0) held.keep('quarantine');
    if (open.length === 0) return this.#end(held, held.end);
    this.#leases.hold(held);
    for (const ref of open) this.#offer({ ref, settle: (outcome) => this.#settle(held, ref, outcome) });
  }

  #offer(item: WorkItem): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter({ done: false, value: item });
    else this.#ready.push(item);
  }

  async #settle(held: HeldMessage, ref: S3Ref, outcome: Outcome): Promise<void> {
    this.#pace.add();
    this.#streak.add(ref.bucket, outcome);
    const end = held.settle(ref, outcome);
    if (end) await this.#end(held, end);
  }

  async #end(held: HeldMessage, end: MessageEnd): Promise<void> {
    // Before it is visible again: it may come back at once.
    if (end.kind !== 'delete') this.#delivered.add(held.id, held.delivered);
    // While it is deleted it may come again, and is known; once it is put back it is anybody's, ours too.
    else if (await this.#messageEnds.delete(held)) this.#delivered.forget(held.id);
    else this.#delivered.add(held.id, held.delivered);
    this.#leases.letGo(held);
    if (end.kind === 'give-back') await this.#messageEnds.giveBack(held);
    else if (end.kind === 'hold-back') await this.#messageEnds.holdBack(held, end.aftermath);
  }
}

function surprise(message: string, error: unknown): Problem {
  return {
    code: 'LF_BUG',
    message: `message ${message} could not be taken up: ${error}`,
    hint: 'This is a bug in logflow: please report it. The message stays in the queue.',
  };
}
