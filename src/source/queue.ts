import type { Brake, Clock } from '../model/control.ts';
import { LogflowError, never } from '../model/errors.ts';
import { type Outcome, type S3Ref, type Source, uriOf, type WorkItem } from '../model/object.ts';
import { rejectsSuffix } from '../model/rejects.ts';
import { Deleter } from './deleter.ts';
import { HeldMessage, holdBackSeconds } from './held-message.ts';
import { LeaseManager, type LeaseOptions } from './lease.ts';
import { parseNotification } from './notification.ts';
import { Pace } from './pace.ts';
import { pollErrorDelay } from './poll-error.ts';
import { batchLimit, type EntryResult, type QueueApi, type QueueMessage } from './queue-api.ts';
import type { QueueEvents } from './queue-events.ts';

export interface QueueOptions extends LeaseOptions {
  /** End when the queue is empty, instead of following it (R26). */
  readonly drain: boolean;
  /** Seconds that a receive waits for the first message. */
  readonly wait: number;
}

export interface QueueDeps {
  readonly api: QueueApi;
  readonly clock: Clock;
  readonly brake: Brake;
  readonly events: QueueEvents;
  /** Whether some pipeline knows what to do with this object. What nobody claims stays in the queue. */
  readonly claims: (ref: S3Ref) => boolean;
  /** First signal: ask for no more; what a pending receive still brings is given back. */
  readonly stop: AbortSignal;
}

/**
 * The queue as a source of work. Messages are received for slots that wait for work right now (each pending `next()` is
 * one such slot), and while objects are quick for those that will in a second: then ten come with one receive, and no
 * slot waits for them. A large object that nobody works on is left to the other consumers.
 */
export class QueueSource implements Source {
  readonly #deps: QueueDeps;
  readonly #options: QueueOptions;
  readonly #leases: LeaseManager;
  readonly #deleter: Deleter;
  /** The stop signal, or whoever iterates having left. */
  readonly #stop: AbortSignal;
  readonly #returned = new AbortController();
  readonly #ready: WorkItem[] = [];
  readonly #waiters: ((result: IteratorResult<WorkItem>) => void)[] = [];
  /** Objects that were done. */
  readonly #pace: Pace;
  #demand: () => void = () => {};
  #ended = false;
  #givenBack: Promise<unknown> = Promise.resolve();

  constructor(deps: QueueDeps, options: QueueOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#leases = new LeaseManager(deps.api, deps.clock, deps.brake, deps.events, options);
    this.#deleter = new Deleter(deps.api, deps.clock);
    this.#pace = new Pace(() => deps.clock.now());
    this.#stop = AbortSignal.any([deps.stop, this.#returned.signal]);
    this.#stop.addEventListener('abort', () => void this.#finish(), { once: true });
  }

  /** Receives until stopped, drained or hopeless. Rejects with why it is hopeless; a dead poller is never silent. */
  async run(): Promise<void> {
    void this.#leases.run();
    try {
      await this.#poll();
    } finally {
      await this.#finish();
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
  #finish(): Promise<unknown> {
    this.#ended = true;
    this.#demand();
    for (const waiter of this.#waiters.splice(0)) waiter({ done: true, value: undefined });
    const back = this.#ready.splice(0).map((item) => item.settle({ kind: 'aborted' }));
    this.#givenBack = Promise.all([this.#givenBack, ...back]);
    return this.#givenBack;
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
      try {
        await brake.released(stop);
        if (stop.aborted) return;
        const askedAt = clock.now();
        // Never aborted: an aborted long poll lives on in the server and swallows the next message.
        const messages = await api.receive(wanted, wait, visibilityTimeout);
        everWorked = true;
        emptyPolls = messages.length > 0 ? 0 : emptyPolls + 1;
        events.received(messages.length);
        await Promise.all(messages.map((message) => this.#take(message, askedAt)));
        if (drain && emptyPolls >= 2 && (await this.#drained())) return;
        failures = 0;
      } catch (error) {
        if (stop.aborted) return;
        failures += 1;
        const delay = pollErrorDelay(error, { failures, everWorked, drain });
        if (delay === undefined) throw error;
        if (error instanceof LogflowError) events.problem(error);
        await clock.sleep(delay, stop).catch(() => {});
      }
    }
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
    if (this.#stop.aborted) return this.#release(hold(1), 0);
    const notification = parseNotification(message.body);
    switch (notification.kind) {
      case 'test-event':
        events.testEvent();
        return this.#delete(hold(1));
      case 'unrecognised':
        events.unrecognised(notification.reason);
        return this.#release(hold(1), holdBackSeconds(message.receiveCount));
      case 'objects':
        return this.#takeObjects(notification.refs, hold);
      default:
        return never(notification);
    }
  }

  async #takeObjects(named: readonly S3Ref[], hold: (objects: number) => HeldMessage): Promise<void> {
    const { claims, events } = this.#deps;
    // Our own rejects, where the bucket tells of them, too: neither logs nor a riddle for the dead-letter queue (R30).
    const refs = named.filter(({ key }) => !key.endsWith(rejectsSuffix));
    if (refs.length === 0) {
      events.ignored();
      return this.#delete(hold(1));
    }
    const claimed: S3Ref[] = [];
    for (const ref of refs) {
      if (claims(ref)) claimed.push(ref);
      else events.unclaimed(uriOf(ref));
    }
    const held = hold(claimed.length);
    if (claimed.length < refs.length) held.keep();
    if (claimed.length === 0) return this.#release(held, holdBackSeconds(held.receiveCount));
    this.#leases.hold(held);
    for (const ref of claimed) this.#offer({ ref, settle: (outcome) => this.#settle(held, outcome) });
  }

  #offer(item: WorkItem): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter({ done: false, value: item });
    else this.#ready.push(item);
  }

  async #settle(held: HeldMessage, outcome: Outcome): Promise<void> {
    this.#pace.add();
    const end = held.settle(outcome);
    if (!end) return;
    // While it is deleted it may come again, and is known; once it is put back it is anybody's, ours too.
    if (end.kind === 'delete') await this.#delete(held);
    this.#leases.letGo(held);
    if (end.kind === 'give-back') await this.#release(held, 0);
    else if (end.kind === 'hold-back') await this.#release(held, holdBackSeconds(held.receiveCount));
  }

  /** Right even after the lease was lost: every document is in the index (R24). */
  async #delete(held: HeldMessage): Promise<void> {
    let handle: string;
    let result: EntryResult;
    do {
      handle = held.receiptHandle;
      result = await this.#deleter.delete(handle);
      // Delivered to us again meanwhile: SQS may call an old receipt handle deleted, and keep the message.
    } while (handle !== held.receiptHandle);
    if (result.kind === 'done') return this.#deps.events.deleted();
    this.#deps.events.problem({
      code: 'LF_DELETE_FAILED',
      message: `message ${held.id} was done and could not be deleted: ${result.kind === 'lost' ? 'its receipt handle is no longer valid' : result.reason}`,
      hint: 'It will come again and its documents will be counted as duplicates; nothing is lost.',
    });
  }

  async #release(held: HeldMessage, seconds: number): Promise<void> {
    const { api, clock, events } = this.#deps;
    if (held.lost || clock.now() >= held.deadline) return;
    const result = await api.changeVisibility([{ receiptHandle: held.receiptHandle, seconds }]).then(
      ([first]) => first,
      (error) => ({
        kind: 'failed' as const,
        reason: error instanceof Error ? error.message : String(error),
      }),
    );
    if (result?.kind === 'done') return events.released();
    if (result?.kind === 'lost') return events.leaseLost();
    events.problem({
      code: 'LF_RELEASE_FAILED',
      message: `message ${held.id} could not be put back: ${result?.reason ?? 'SQS did not say why'}`,
      hint: 'Nothing to do: it comes again when its visibility timeout ends.',
    });
  }
}
