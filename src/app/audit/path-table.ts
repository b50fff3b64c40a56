import { HashTable, objectHash } from '../backfill/ledger/hash-table.ts';

/** A slot holds the count and whether the object was met. */
const most = 2 ** 31 - 2;

/** Documents by the path of their object: a million paths in 32 MiB (`ledger/hash-table.ts`). */
export class PathTable {
  readonly #table = new HashTable();
  #unmet = 0;

  get size(): number {
    return this.#table.size;
  }

  /** Paths of which no object was met. */
  get unmet(): number {
    return this.#unmet;
  }

  add(path: string, documents: number): void {
    const hash = objectHash(path, '', '');
    const before = this.#table.get(hash);
    if (before === 0) this.#unmet += 1;
    const count = before === 0 ? 0 : countOf(before);
    this.#table.set(hash, 1 + 2 * Math.min(count + documents, most) + metOf(before));
  }

  /** The object of this path is there. Answers with the number of its documents. */
  meet(path: string): number {
    const hash = objectHash(path, '', '');
    const value = this.#table.get(hash);
    if (value === 0) return 0;
    if (metOf(value) === 0) {
      this.#unmet -= 1;
      this.#table.set(hash, value + 1);
    }
    return countOf(value);
  }

  wasMet(path: string): boolean {
    const value = this.#table.get(objectHash(path, '', ''));
    return value !== 0 && metOf(value) === 1;
  }
}

function countOf(value: number): number {
  return Math.floor((value - 1) / 2);
}

function metOf(value: number): number {
  return value === 0 ? 0 : (value - 1) % 2;
}
