import { createBrake } from '../../../src/core/brake.ts';
import type { Outcome } from '../../../src/model/object.ts';
import { QueueSource } from '../../../src/source/queue.ts';
import { FakeClock, recorder } from './kit.ts';
import { VirtualQueue } from './virtual-queue.ts';

export interface ConsumerOptions {
  readonly redrive?: boolean;
  readonly drain?: boolean;
  readonly outcomeOf: (key: string) => Outcome;
}

/** A consumer with four slots over a virtual queue; each object ends at once. */
export function consumer({ redrive = true, drain = false, outcomeOf }: ConsumerOptions) {
  const clock = new FakeClock();
  const queue = new VirtualQueue(clock);
  const told = recorder();
  const stop = new AbortController();
  const source = new QueueSource(
    {
      api: queue,
      clock,
      brake: createBrake(() => {}),
      events: told.events,
      claims: ({ key }) => !key.startsWith('unclaimed'),
      stop: stop.signal,
      redrive: () => redrive,
      random: () => 0,
    },
    { drain, wait: 5, visibilityTimeout: 300, maxProcessing: 8000 },
  );
  const iterator = source[Symbol.asyncIterator]();
  const work = async () => {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      void value.settle(outcomeOf(value.ref.kind === 's3' ? value.ref.key : ''));
    }
  };
  const running = Promise.all([source.run(), ...Array.from({ length: 4 }, work)]);
  return { clock, queue, stop, source, running, told, counts: told.counts };
}
