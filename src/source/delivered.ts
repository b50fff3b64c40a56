import type { S3Ref } from '../model/object.ts';

/** Characters of names that are remembered, of all messages together. */
const most = 4 * 2 ** 20;

/**
 * Which objects of messages that are still in the queue were delivered by this process: when such a message comes again, only
 * the others are worked on. By the object's version, and not by its place in the message, so that nothing but an id that
 * stands for one body for ever is taken for granted. What is forgotten is read again, and its documents are duplicates.
 */
export class Delivered {
  readonly #messages = new Map<string, Set<string>>();
  #size = 0;

  has(message: string, ref: S3Ref): boolean {
    return this.#messages.get(message)?.has(nameOf(ref)) ?? false;
  }

  add(message: string, refs: readonly S3Ref[]): void {
    if (refs.length === 0) return;
    const names = this.#messages.get(message) ?? new Set();
    this.forget(message);
    for (const ref of refs) names.add(nameOf(ref));
    this.#messages.set(message, names);
    this.#size += sizeOf(message, names);
    for (const oldest of this.#messages.keys()) {
      if (this.#size <= most) return;
      this.forget(oldest);
    }
  }

  forget(message: string): void {
    const names = this.#messages.get(message);
    if (names) this.#size -= sizeOf(message, names);
    this.#messages.delete(message);
  }
}

function nameOf({ bucket, key, versionId, etag }: S3Ref): string {
  return `${bucket}\0${key}\0${versionId ?? ''}\0${etag ?? ''}`;
}

function sizeOf(message: string, names: ReadonlySet<string>): number {
  let size = message.length;
  for (const name of names) size += name.length;
  return size;
}
