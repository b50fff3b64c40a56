import { dice } from './dice.ts';

/** All that goes wrong besides the kills. */
export const faultNames = [
  's3-500',
  's3-503',
  's3-reset',
  's3-stall',
  's3-truncate',
  'sqs-500',
  'sqs-receive-lost',
  'sqs-duplicate',
  'sqs-lost-delete',
  'sqs-partial',
  'cluster-429',
  'cluster-503',
  'cluster-item-429',
  'cluster-reset-after',
  'cluster-cut-answer',
  'cluster-slow',
  'cluster-stopped',
] as const;

export type FaultName = (typeof faultNames)[number];

/** Decides, request by request, what goes wrong. Who does it counts it. */
export class Mischief {
  readonly injected = new Map<FaultName, number>();
  readonly #seed: number;
  readonly #wanted: ReadonlySet<FaultName>;
  readonly #over = new Set<FaultName>();

  constructor(seed: number, wanted: readonly FaultName[]) {
    this.#seed = seed;
    this.#wanted = new Set(wanted);
  }

  wants(fault: FaultName): boolean {
    return this.#wanted.has(fault);
  }

  /** From now on it comes no more. */
  end(fault: FaultName): void {
    this.#over.add(fault);
  }

  count(fault: FaultName): void {
    this.injected.set(fault, (this.injected.get(fault) ?? 0) + 1);
  }

  /**
   * What the requests of one kind of one consumer meet, one after the other. Cards, not dice: among so many requests
   * each fault comes once (three times when it is the only one), so that none is left out by chance.
   */
  deck(name: string, size: number, faults: readonly FaultName[]): () => FaultName | undefined {
    const random = dice(this.#seed, name);
    const copies = this.#wanted.size === 1 ? 3 : 1;
    const cards = faults.filter((fault) => this.wants(fault)).flatMap((fault) => Array(copies).fill(fault));
    const rest: (FaultName | undefined)[] = [];
    return () => {
      if (rest.length === 0) rest.push(...cards, ...Array(size - cards.length).fill(undefined));
      const [drawn] = rest.splice(random.below(rest.length), 1);
      return drawn && this.#over.has(drawn) ? undefined : drawn;
    };
  }
}
