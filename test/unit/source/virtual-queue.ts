import type { Clock } from '../../../src/model/control.ts';
import type { EntryResult, QueueApi, QueueMessage } from '../../../src/source/queue-api.ts';

interface Stored {
  readonly id: string;
  readonly body: string;
  visibleAt: number;
  receiveCount: number;
}

/** What SQS does with visibility, on the clock of a test: days of receives in milliseconds. */
export class VirtualQueue implements QueueApi {
  readonly #clock: Clock;
  readonly #messages = new Map<string, Stored>();
  /** When each receive that brought something was answered, ms since the epoch, and what it brought. */
  readonly received: { at: number; id: string }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  send(id: string, body: string): void {
    this.#messages.set(id, { id, body, visibleAt: this.#clock.now(), receiveCount: 0 });
  }

  get left(): string[] {
    return [...this.#messages.keys()];
  }

  async receive(max: number, waitSeconds: number, visibilitySeconds: number): Promise<QueueMessage[]> {
    const until = this.#clock.now() + waitSeconds * 1000;
    for (;;) {
      const now = this.#clock.now();
      const found = [...this.#messages.values()].filter(({ visibleAt }) => visibleAt <= now).slice(0, max);
      for (const message of found) {
        message.visibleAt = now + visibilitySeconds * 1000;
        message.receiveCount += 1;
        this.received.push({ at: now, id: message.id });
      }
      if (found.length > 0 || now >= until) return found.map(toMessage);
      await this.#clock.sleep(1000);
    }
  }

  async changeVisibility(entries: readonly { receiptHandle: string; seconds: number }[]) {
    return entries.map(({ receiptHandle, seconds }): EntryResult => {
      const message = this.#find(receiptHandle);
      if (!message) return { kind: 'lost' };
      message.visibleAt = this.#clock.now() + seconds * 1000;
      return { kind: 'done' };
    });
  }

  async delete(receiptHandles: readonly string[]) {
    return receiptHandles.map((handle): EntryResult => {
      const message = this.#find(handle);
      if (!message) return { kind: 'lost' };
      this.#messages.delete(message.id);
      return { kind: 'done' };
    });
  }

  async depth() {
    const now = this.#clock.now();
    const visible = [...this.#messages.values()].filter(({ visibleAt }) => visibleAt <= now).length;
    return { visible, inFlight: this.#messages.size - visible, delayed: 0 };
  }

  properties = async () => ({ visibilityTimeout: 30, redrive: false });

  #find(handle: string): Stored | undefined {
    const [id = '', count] = handle.split('#');
    const message = this.#messages.get(id);
    return message?.receiveCount === Number(count) ? message : undefined;
  }
}

function toMessage({ id, body, receiveCount }: Stored): QueueMessage {
  return { id, body, receiveCount, receiptHandle: `${id}#${receiveCount}`, sentAt: undefined };
}
