import type { Arm, Config, Entry, Item, Place, Plugin } from './language/ast.ts';

/** What became of one setting (or condition, or plugin without settings) of the old file. */
export interface Line extends Place {
  /** `s3snssqs.queue`, `if`, `drop` */
  readonly what: string;
  readonly outcome: Outcome;
  /** Where it is now, why it is not needed, or why it could not be converted. Never a value that may be a secret. */
  readonly why: string;
}

export type Outcome = 'converted' | 'not-needed' | 'unmapped';
/** A setting, the condition of an arm, or a plugin that has no settings. */
export type Unit = Entry | Arm | Plugin;

interface Verdict {
  outcome: Outcome;
  readonly whys: Set<string>;
}

/** Of two answers for one setting (it may count for several pipelines) the worse one holds. */
const weight: Readonly<Record<Outcome, number>> = { 'not-needed': 0, converted: 1, unmapped: 2 };

/** Each setting ends up here exactly once: what nobody answered for is unmapped. */
export class Ledger {
  readonly #verdicts = new Map<Unit, Verdict>();
  readonly #extra: Line[] = [];

  converted(unit: Unit, to: string): void {
    this.#put(unit, 'converted', to);
  }

  notNeeded(unit: Unit, reason: string): void {
    this.#put(unit, 'not-needed', reason);
  }

  unmapped(unit: Unit, reason: string): void {
    this.#put(unit, 'unmapped', reason);
  }

  /** What is missing in the old file, by the place where it would have to stand. */
  missing(what: string, place: Place, reason: string): void {
    this.#extra.push({ ...place, what, outcome: 'unmapped', why: reason });
  }

  isUnmapped(unit: Unit): boolean {
    return this.#verdicts.get(unit)?.outcome === 'unmapped';
  }

  lines(configs: readonly Config[]): Line[] {
    const units = configs.flatMap(({ sections }) => sections.flatMap(({ items }) => unitsOf(items)));
    return [...units.map(([what, unit]) => this.#line(what, unit)), ...this.#extra];
  }

  #line(what: string, unit: Unit): Line {
    const verdict = this.#verdicts.get(unit);
    const { outcome = 'unmapped', whys = ['there is nothing like it in logflow'] } = verdict ?? {};
    return { ...unit.place, what, outcome, why: [...whys].join('; ') };
  }

  #put(unit: Unit, outcome: Outcome, why: string): void {
    const known = this.#verdicts.get(unit);
    if (!known || weight[outcome] > weight[known.outcome])
      this.#verdicts.set(unit, { outcome, whys: new Set([why]) });
    else if (known.outcome === outcome) known.whys.add(why);
  }
}

/** All that has to be answered for, in the order of the file. */
function unitsOf(items: readonly Item[]): (readonly [string, Unit])[] {
  return items.flatMap((item): (readonly [string, Unit])[] => {
    if (item.kind === 'plugin') {
      const { name, settings } = item;
      if (settings.length === 0) return [[name, item]];
      return settings.map((entry) => [`${name}.${entry.name}`, entry]);
    }
    return item.arms.flatMap((arm, i): (readonly [string, Unit])[] => [
      ...(arm.condition ? [[i === 0 ? 'if' : 'else if', arm] as const] : []),
      ...unitsOf(arm.items),
    ]);
  });
}
