import { hash } from 'node:crypto';

/** 96 bits of SHA-256, as three numbers of 32. */
export interface Hash96 {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * Which writing of an object is meant: an overwritten key has another ETag, and is another object.
 * Two of ten million meet by chance once in 10^15 runs; then one of them would not be read by `--resume`.
 */
export function objectHash(bucket: string, key: string, etag: string): Hash96 {
  return toHash(hash('sha256', `${bucket}\0${key}\0${etag}`, 'buffer'));
}

/** 16 characters of base64url. */
export function hashText({ a, b, c }: Hash96): string {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32LE(a, 0);
  bytes.writeUInt32LE(b, 4);
  bytes.writeUInt32LE(c, 8);
  return bytes.toString('base64url');
}

/** Undefined for what `hashText` does not write. */
export function parseHash(text: string): Hash96 | undefined {
  return /^[\w-]{16}$/.test(text) ? toHash(Buffer.from(text, 'base64url')) : undefined;
}

function toHash(bytes: Buffer): Hash96 {
  return { a: bytes.readUInt32LE(0), b: bytes.readUInt32LE(4), c: bytes.readUInt32LE(8) };
}

const words = 4;
/** Slots in use of all slots, above which the table grows. */
const mostFull = 0.75;

/** A million hashes with a number each in 32 MiB: open addressing, and no object for an entry. */
export class HashTable {
  /** Each slot: three words of hash, and the value; 0 is an empty slot. */
  #slots = new Uint32Array(words * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** 0 when it is not there. */
  get(key: Hash96): number {
    return this.#slots[this.#find(key) + 3] as number;
  }

  /** `value`: from 1 to 2^32 - 1. */
  set(key: Hash96, value: number): void {
    let at = this.#find(key);
    if (this.#slots[at + 3] === 0) {
      if ((this.#size + 1) * words > this.#slots.length * mostFull) {
        this.#grow();
        at = this.#find(key);
      }
      this.#size += 1;
      this.#slots[at] = key.a;
      this.#slots[at + 1] = key.b;
      this.#slots[at + 2] = key.c;
    }
    this.#slots[at + 3] = value;
  }

  /** Where the key is, or where it would go. */
  #find({ a, b, c }: Hash96): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = (a * words) & mask; ; at = (at + words) & mask) {
      if (slots[at + 3] === 0 || (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c)) return at;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) {
      if (old[at + 3] === 0) continue;
      const key = { a: old[at] as number, b: old[at + 1] as number, c: old[at + 2] as number };
      this.#slots.set(old.subarray(at, at + words), this.#find(key));
    }
  }
}
