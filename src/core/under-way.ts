import type { ObjectProgress, SlowObject } from '../model/metrics.ts';

/** What a snapshot holds: a screen has no room for more, and a JSON line should stay one. */
const listed = 64;
const slowestKept = 5;

type Progress = { -readonly [K in keyof ObjectProgress]: ObjectProgress[K] };

/** How far each object is, and which took longest. Bounded by what the engine has open. */
export class UnderWay {
  readonly #open = new Map<string, Progress>();
  #slowest: readonly SlowObject[] = [];

  /** `size` as the event or the listing has it; `at` in ms since the epoch. */
  begin(uri: string, size: number | undefined, at: number): void {
    this.#open.set(uri, { uri, startedAt: at, ...(size && { size }), fetched: 0, read: false });
  }

  fetched(uri: string, bytes: number): void {
    const progress = this.#open.get(uri);
    if (progress) progress.fetched += bytes;
  }

  /** It was read to its end; its documents may still be on their way. */
  read(uri: string): void {
    const progress = this.#open.get(uri);
    if (progress) progress.read = true;
  }

  end(uri: string, outcome: SlowObject['outcome'], at: number): void {
    const progress = this.#open.get(uri);
    if (!progress) return;
    this.#open.delete(uri);
    const ms = at - progress.startedAt;
    if (this.#slowest.length === slowestKept && ms <= (this.#slowest.at(-1)?.ms ?? 0)) return;
    this.#slowest = [...this.#slowest, { uri, ms, fetched: progress.fetched, outcome }]
      .sort((a, b) => b.ms - a.ms)
      .slice(0, slowestKept);
  }

  /** Copies: they go on being counted. */
  list(): readonly ObjectProgress[] {
    return [...this.#open.values().take(listed)].map((progress) => ({ ...progress }));
  }

  get slowest(): readonly SlowObject[] {
    return this.#slowest;
  }
}
