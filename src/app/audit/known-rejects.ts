import { LogflowError } from '../../model/errors.ts';
import { rejectsName } from '../../rejects/entry.ts';
import type { RejectsStore } from '../../rejects/store.ts';
import { HashTable, objectHash } from '../backfill/ledger/hash-table.ts';

/** Ids of the rejected documents of one object. */
export interface RejectedIds {
  has(id: string): boolean;
}

/** Which documents are among the rejects: the names of the store are read once, its contents when they are asked for. */
export class KnownRejects {
  readonly #store: RejectsStore;
  readonly #names = new HashTable();
  /** Of the objects that are being looked at. */
  readonly #open = new Map<string, Promise<RejectedIds | undefined>>();

  private constructor(store: RejectsStore) {
    this.#store = store;
  }

  static async read(store: RejectsStore, signal: AbortSignal): Promise<KnownRejects> {
    const known = new KnownRejects(store);
    for await (const name of store.names()) {
      signal.throwIfAborted();
      known.#names.set(objectHash(name, '', ''), 1);
    }
    return known;
  }

  /** Undefined when nothing of this writing of the object was rejected. Rejects when the store cannot be understood. */
  of(object: string, version: string): Promise<RejectedIds | undefined> {
    const open = this.#open.get(object) ?? this.#load(rejectsName(object, version));
    this.#open.set(object, open);
    return open;
  }

  /** The object came to its end. */
  forget(object: string): void {
    this.#open.delete(object);
  }

  async #load(name: string): Promise<RejectedIds | undefined> {
    if (this.#names.get(objectHash(name, '', '')) === 0) return undefined;
    const ids = new HashTable();
    for await (const item of this.#store.read(name)) {
      if (item.kind === 'damaged') throw new LogflowError(item.problem);
      if (item.entry.id !== undefined) ids.set(objectHash(item.entry.id, '', ''), 1);
    }
    return { has: (id) => ids.get(objectHash(id, '', '')) !== 0 };
  }
}
