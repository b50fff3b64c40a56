import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pile } from './pile.ts';

/** Bytes of rejects in memory, of all objects together, above which the largest pile goes to a file. */
const roomInMemory = 16 * 2 ** 20;

/** The piles of all objects that are under way, in bounded memory. */
export class Piles {
  readonly #room: number;
  readonly #open = new Map<string, Pile>();
  #folder: string | undefined;
  #count = 0;

  /** `room`: bytes. */
  constructor(room: number = roomInMemory) {
    this.#room = room;
  }

  get(key: string): Pile | undefined {
    return this.#open.get(key);
  }

  add(key: string, line: Buffer): void {
    let pile = this.#open.get(key);
    if (!pile) {
      const name = `${++this.#count}.gz`;
      pile = new Pile(() => join(this.#temporary(), name));
      this.#open.set(key, pile);
    }
    pile.add(line);
  }

  /** Resolves when what is in memory fits. */
  async relieve(): Promise<void> {
    for (;;) {
      let largest: Pile | undefined;
      let total = 0;
      for (const pile of this.#open.values()) {
        total += pile.bytes;
        if (pile.bytes > (largest?.bytes ?? 0)) largest = pile;
      }
      if (!largest || total <= this.#room) return;
      await largest.spill();
    }
  }

  async drop(key: string): Promise<void> {
    const pile = this.#open.get(key);
    this.#open.delete(key);
    await pile?.drop();
  }

  close(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Made when it is needed: most runs reject nothing, and some may not write anywhere. */
  #temporary(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'logflow-rejects-'));
    return this.#folder;
  }
}
