import type { Random } from '../../src/app/demo/random.ts';

/** Moments at which a consumer can be killed; at each of them it is in the middle of something. */
export const killPoints = [
  'received',
  'reading',
  'before-bulk',
  'after-bulk',
  'before-delete',
  'after-delete',
] as const;

export type KillPoint = (typeof killPoints)[number];

export interface KillerOptions {
  readonly kills: number;
  /** Messages that have to be deleted between two kills. */
  readonly every: number;
  readonly random: Random;
  readonly kill: (consumer: number, point: KillPoint) => Promise<void>;
}

/** Kills consumers where it hurts: once enough was done since the last time, whoever comes first to a moment of some kind. */
export class Killer {
  done = 0;
  readonly #options: KillerOptions;
  #progress = 0;
  #next: KillPoint | undefined;

  constructor(options: KillerOptions) {
    this.#options = options;
  }

  get over(): boolean {
    return this.done >= this.#options.kills;
  }

  /** What is waited for. */
  get state(): string {
    return `${this.done} of ${this.#options.kills} kills${this.#next ? `, the next one at ${this.#next}` : ''}`;
  }

  /** So many messages more were deleted. */
  progress(messages: number): void {
    const { kills, every, random } = this.#options;
    this.#progress += messages;
    if (this.#next || this.done >= kills || this.#progress < every) return;
    this.#next = random.pick(killPoints);
  }

  /** Called by the proxies at each such moment; true when the consumer was killed, and is gone. */
  async at(consumer: number, point: KillPoint): Promise<boolean> {
    if (this.#next !== point) return false;
    this.#next = undefined;
    this.#progress = 0;
    await this.#options.kill(consumer, point);
    this.done += 1;
    return true;
  }
}
