import type { MetricsSnapshot } from '../model/metrics.ts';

/** ms between two samples. */
const spacing = 1_000;
/** Samples kept: as many as the widest sparkline shows. */
const kept = 180;
/** Samples that a rate is taken over: jumpy numbers cannot be read. */
const recent = 5;
/** The same for what is slow: how the queue moves, and when the end comes. */
const trendSamples = 30;

/** What a run was like at one moment. */
export interface Sample {
  /** ms since the epoch */
  readonly at: number;
  readonly documents: number;
  readonly bytes: number;
  readonly objects: number;
  readonly deleted: number;
  /** Absent before the queue was asked for the first time. */
  readonly waiting: number | undefined;
}

type Figure = 'documents' | 'bytes' | 'objects' | 'deleted';

/** The last minutes of a run, in constant memory, taken from snapshots as they are published. */
export class History {
  #samples: readonly Sample[] = [];

  add(snapshot: MetricsSnapshot): void {
    const last = this.#samples.at(-1);
    if (last && snapshot.at - last.at < spacing) return;
    this.#samples = [...this.#samples, sampleOf(snapshot)].slice(-kept);
  }

  /** Per second, of late. */
  rate(figure: Figure, samples = recent): number {
    const [first, last] = this.#ends(samples);
    return first && last && last.at > first.at
      ? ((last[figure] - first[figure]) / (last.at - first.at)) * 1000
      : 0;
  }

  /** The same over half a minute. */
  slowRate(figure: Figure): number {
    return this.rate(figure, trendSamples);
  }

  /** Per second, from sample to sample. */
  rates(figure: Figure): number[] {
    return this.#samples.slice(1).map((sample, i) => perSecond(sample, this.#samples[i] ?? sample, figure));
  }

  waiting(): number[] {
    return this.#samples.flatMap(({ waiting }) => (waiting === undefined ? [] : [waiting]));
  }

  /** Messages by which the queue grows in a second (negative: shrinks); undefined before there is enough to say it. */
  growth(): number | undefined {
    const known = this.#samples.filter(hasDepth).slice(-1 - trendSamples);
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last || last.at - first.at < 10 * spacing) return undefined;
    return ((last.waiting - first.waiting) / (last.at - first.at)) * 1000;
  }

  #ends(samples: number): readonly [Sample | undefined, Sample | undefined] {
    return [this.#samples.at(-1 - samples) ?? this.#samples[0], this.#samples.at(-1)];
  }
}

function sampleOf({ at, books, bytes, objects, messages, queue }: MetricsSnapshot): Sample {
  return {
    at,
    documents: books.indexed + books.duplicate,
    bytes: bytes.read,
    objects: objects.delivered + objects.missing + objects.unreadable + objects.failed,
    deleted: messages.deleted,
    waiting: queue && queue.visible + queue.delayed,
  };
}

function hasDepth(sample: Sample): sample is Sample & { readonly waiting: number } {
  return sample.waiting !== undefined;
}

function perSecond(sample: Sample, before: Sample, figure: Figure): number {
  const elapsed = sample.at - before.at;
  return elapsed > 0 ? ((sample[figure] - before[figure]) / elapsed) * 1000 : 0;
}
