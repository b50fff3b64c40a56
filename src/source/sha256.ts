import { hash } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

/** Bytes of a block of SHA-256. */
const block = 64;
/** Secrets and the keys that are made of them: two are used all day, six more for a moment when credentials change. */
const maxKeys = 16;
const keys = new Map<string, HmacKey>();

/**
 * SHA-256, and HMAC-SHA-256 where there is a secret, as the SDK takes them (`sha256` of its clients and signers). Hashing is
 * most of signing, and what is signed is short: Node's one-shot `hash` needs a third of the CPU of the hash objects that the
 * SDK would make.
 */
export class Sha256 {
  readonly #key: HmacKey | undefined;
  #parts: Uint8Array[] = [];

  constructor(secret?: Data) {
    this.#key = secret === undefined ? undefined : keyOf(secret);
  }

  update(data: Data): void {
    this.#parts.push(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    const data = Buffer.concat(this.#key ? [this.#key.inner, ...this.#parts] : this.#parts);
    const digest = hash('sha256', data, 'buffer');
    return Promise.resolve(
      this.#key ? hash('sha256', Buffer.concat([this.#key.outer, digest]), 'buffer') : digest,
    );
  }

  reset(): void {
    this.#parts = [];
  }
}

/** RFC 2104: HMAC is the hash of `outer` and the hash of `inner` and the data. */
interface HmacKey {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

function keyOf(secret: Data): HmacKey {
  const bytes = bytesOf(secret);
  const name = bytes.toString('latin1');
  const known = keys.get(name);
  if (known) return known;
  const short = bytes.length > block ? hash('sha256', bytes, 'buffer') : bytes;
  const padded = (pad: number) => Uint8Array.from({ length: block }, (_, i) => (short[i] ?? 0) ^ pad);
  const key = { inner: padded(0x36), outer: padded(0x5c) };
  if (keys.size >= maxKeys) keys.clear();
  keys.set(name, key);
  return key;
}

function bytesOf(data: Data): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
