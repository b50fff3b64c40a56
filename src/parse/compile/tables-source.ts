import type { NameTable } from '../enrichments.ts';
import type { NameWords } from './name-words.ts';
import { toWords, type Words } from './words.ts';

/** Tables whose keys are numbers: what is written is ready-made, and with the state. */
export class TablesSource {
  readonly #tables: NameWords[] = [];

  get all(): readonly NameWords[] {
    return this.#tables;
  }

  /** The number of a table. `key`: `"name":`, which stands in front of what a value means. */
  number(key: string, table: NameTable['names']): number {
    const words: (Words | undefined)[] = [];
    for (const [number, name] of Object.entries(table)) {
      words[Number(number)] = toWords(`${key}${JSON.stringify(name)},`);
    }
    return this.#tables.push(words) - 1;
  }
}
