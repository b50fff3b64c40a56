import { createBrake } from '../../../src/core/brake.ts';
import type { Clock } from '../../../src/model/control.ts';
import type { Problem } from '../../../src/model/errors.ts';
import type { QueueDepth } from '../../../src/model/metrics.ts';
import type { Outcome, WorkItem } from '../../../src/model/object.ts';
import { QueueSource } from '../../../src/source/queue.ts';
import type { EntryResult, QueueApi, QueueMessage } from '../../../src/source/queue-api.ts';
import type { QueueEvents } from '../../../src/source/queue-events.ts';

/** Lets everything that is ready run, timers of the fake clock excepted. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Time that passes only when told to: hours in milliseconds. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<{ at: number; wake: () => void }>();

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = { at: this.#now + ms, wake: resolve };
      this.#timers.add(timer);
      signal?.addEventListener('abort', () => {
        this.#timers.delete(timer);
        reject(signal.reason);
      });
    });
  }

  async advance(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1000;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** What a queue source told, countable. */
export function recorder() {
  const counts: Record<string, number> = {};
  const count =
    (name: string, by?: number) =>
    (...[n]: unknown[]) => {
      counts[name] = (counts[name] ?? 0) + (by ?? (n as number));
    };
  const problems: Problem[] = [];
  const depths: QueueDepth[] = [];
  let receiving = 'yes';
  const events: QueueEvents = {
    received: count('received'),
    deleted: count('deleted', 1),
    released: count('released', 1),
    quarantined: count('quarantined', 1),
    testEvent: count('testEvents', 1),
    ignored: count('ignored', 1),
    unrecognised: count('unrecognised', 1),
    unclaimed: count('unclaimed', 1),
    leaseExtended: count('leasesExtended', 1),
    leaseLost: count('leasesLost', 1),
    notReceiving: (problem) => {
      receiving = problem?.code ?? 'yes';
      if (problem) problems.push(problem);
    },
    depth: (depth) => void depths.push(depth),
    problem: (problem) => void problems.push(problem),
  };
  const codes = () => problems.map(({ code }) => code);
  return { counts, problems, depths, events, codes, receiving: () => receiving };
}

const done: EntryResult = { kind: 'done' };

/** A queue whose every answer the test decides. The interface is ours; SQS itself is played by fauxqs elsewhere. */
export class FakeQueue implements QueueApi {
  readonly receives: { max: number; wait: number; visibility: number }[] = [];
  readonly changes: { at: number; receiptHandle: string; seconds: number }[] = [];
  readonly changeCalls: number[] = [];
  readonly deleteCalls: (readonly string[])[] = [];
  #pending: PromiseWithResolvers<QueueMessage[]>[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onChange: (receiptHandle: string, seconds: number) => EntryResult | Promise<EntryResult> = () => done;
  onDelete: (receiptHandles: readonly string[]) => Promise<EntryResult[]> = async (all) =>
    all.map(() => done);
  properties = async () => ({ visibilityTimeout: 30, redrive: true });
  depth: () => Promise<QueueDepth> = async () => ({ visible: 0, inFlight: 0, delayed: 0 });

  receive(max: number, wait: number, visibility: number): Promise<QueueMessage[]> {
    this.receives.push({ max, wait, visibility });
    const pending = Promise.withResolvers<QueueMessage[]>();
    this.#pending.push(pending);
    return pending.promise;
  }

  /** Whether a receive waits for its answer. */
  get asked(): boolean {
    return this.#pending.length > 0;
  }

  async give(...messages: QueueMessage[]): Promise<void> {
    this.#take().resolve(messages);
    await settled();
  }

  async refuse(error: unknown): Promise<void> {
    this.#take().reject(error);
    await settled();
  }

  #take() {
    const pending = this.#pending.shift();
    if (!pending) throw new Error('nobody asked for messages');
    return pending;
  }

  changeVisibility(entries: readonly { receiptHandle: string; seconds: number }[]): Promise<EntryResult[]> {
    this.changeCalls.push(entries.length);
    for (const entry of entries) this.changes.push({ at: this.#clock.now(), ...entry });
    return Promise.all(entries.map(async (entry) => this.onChange(entry.receiptHandle, entry.seconds)));
  }

  delete(receiptHandles: readonly string[]): Promise<EntryResult[]> {
    this.deleteCalls.push(receiptHandles);
    return this.onDelete(receiptHandles);
  }
}

export function record(key: string, fields: { eventName?: string; bucket?: string; object?: object } = {}) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '2026-01-02T03:04:05.678Z',
    eventName: fields.eventName ?? 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: fields.bucket ?? 'logs', arn: 'arn:aws:s3:::logs' },
      object: { key, size: 123, eTag: 'e', sequencer: '0055AED6DCD90281E5', ...fields.object },
    },
  };
}

export function s3Event(...keys: string[]): string {
  return JSON.stringify({ Records: keys.map((key) => record(key)) });
}

export const testEvent = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' });

export function message(id: string, body: string, receiveCount = 1): QueueMessage {
  return { id, receiptHandle: `${id}#${receiveCount}`, body, receiveCount, sentAt: undefined };
}

export const delivered: Outcome = {
  kind: 'delivered',
  books: { read: 0, indexed: 0, duplicate: 0, filtered: {}, rejected: 0, malformed: 0 },
};
const problem: Problem = { code: 'LF_TEST', message: 'a test', hint: 'none' };
export const failed: Outcome = { ...delivered, kind: 'failed', problem };
export const missing: Outcome = { kind: 'missing', problem };
export const aborted: Outcome = { kind: 'aborted' };

/** A queue source over a fake queue and a fake clock; `slots` readers ask for work from the start. */
export function startSource(
  options: { drain?: boolean; maxProcessing?: number; visibility?: number; redrive?: boolean } = {},
) {
  const clock = new FakeClock();
  const queue = new FakeQueue(clock);
  const told = recorder();
  const stop = new AbortController();
  const brake = createBrake(() => {});
  const source = new QueueSource(
    {
      api: queue,
      clock,
      brake,
      events: told.events,
      claims: ({ key }) => {
        if (key === 'bug') throw new TypeError('ours');
        return !key.startsWith('unclaimed');
      },
      moved: ({ key }) => key.startsWith('moved/'),
      stop: stop.signal,
      redrive: () => options.redrive ?? true,
      random: () => 0,
    },
    {
      drain: options.drain ?? false,
      wait: 5,
      visibilityTimeout: options.visibility ?? 300,
      maxProcessing: options.maxProcessing ?? 8000,
    },
  );
  const iterator = source[Symbol.asyncIterator]();
  const items: WorkItem[] = [];
  let ends = 0;
  const ask = (slots: number) => {
    for (let i = 0; i < slots; i++) {
      void iterator.next().then((next) => {
        if (next.done) ends += 1;
        else items.push(next.value);
      });
    }
    return settled();
  };
  const running = source.run();
  running.catch(() => {});
  return { clock, queue, ...told, stop, brake, source, iterator, items, ask, running, ends: () => ends };
}

/** Settles the nth item that came. */
export async function settle(items: readonly WorkItem[], n: number, outcome: Outcome): Promise<void> {
  const item = items[n];
  if (!item) throw new Error(`only ${items.length} items came`);
  await item.settle(outcome);
}
