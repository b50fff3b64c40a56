/** A power of two: 2 MiB a thread. */
const slots = 131_072;
const slotWords = 4;
/** A cache line of slots. */
const bucketWords = 4 * slotWords;
const lastBucket = slots / 4 - 1;
/** glibc begins large blocks 16 bytes behind a page, and buckets are to begin with cache lines; elsewhere this costs nothing. */
const alignment = 48;
/** The table has no such key. */
export const notFound = -2;

/** Numbers for keys of two words, the second not 0. It forgets when it is full. */
export class PackedTable {
  readonly #words = new Int32Array(new ArrayBuffer(slots * slotWords * 4 + alignment), alignment);
  #victim = 0;

  get(first: number, second: number): number {
    const words = this.#words;
    const hash = hashOf(first, second);
    let at = (hash & lastBucket) * bucketWords;
    if (words[at] === first && words[at + 1] === second) return words[at + 2] as number;
    if (words[at + 4] === first && words[at + 5] === second) return words[at + 6] as number;
    if (words[at + 8] === first && words[at + 9] === second) return words[at + 10] as number;
    if (words[at + 12] === first && words[at + 13] === second) return words[at + 14] as number;
    // Slots fill from the first to the last.
    if (words[at + 13] === 0) return notFound;
    at = otherBucket(hash);
    if (words[at] === first && words[at + 1] === second) return words[at + 2] as number;
    if (words[at + 4] === first && words[at + 5] === second) return words[at + 6] as number;
    if (words[at + 8] === first && words[at + 9] === second) return words[at + 10] as number;
    if (words[at + 12] === first && words[at + 13] === second) return words[at + 14] as number;
    return notFound;
  }

  /** For a key that the table does not have. */
  set(first: number, second: number, value: number): void {
    const at = this.#slotFor(hashOf(first, second));
    this.#words[at] = first;
    this.#words[at + 1] = second;
    this.#words[at + 2] = value;
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** An empty slot of the key's two buckets, or one to be written over. */
  #slotFor(hash: number): number {
    const buckets = [(hash & lastBucket) * bucketWords, otherBucket(hash)] as const;
    for (const bucket of buckets) {
      for (let at = bucket; at < bucket + bucketWords; at += slotWords) {
        if (this.#words[at + 1] === 0) return at;
      }
    }
    this.#victim = (this.#victim + 1) & 7;
    return (buckets[this.#victim & 1] as number) + (this.#victim >> 1) * slotWords;
  }
}

function hashOf(first: number, second: number): number {
  const mixed = Math.imul(Math.imul(first ^ (first >>> 15), 0x9e3779b1) ^ second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function otherBucket(hash: number): number {
  return ((Math.imul(hash, 0xc2b2ae35) >>> 16) & lastBucket) * bucketWords;
}
