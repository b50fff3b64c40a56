import type { S3Ref } from '../../model/object.ts';
import { s3EventMessage } from '../../source/s3-event.ts';

/**
 * What one message may ask for. It is one lease: if one of its objects fails, all of them come again, and it goes to one
 * consumer. So it is a minute's work at most, and there are enough of them to share.
 */
const mostObjects = 25;
const mostBytes = 32 * 2 ** 20;
/** Of text: ten of these fit in a request of 256 KiB, unless keys are very long. */
const mostText = 25 * 1024;

export interface EventMessage<T> {
  readonly body: string;
  /** What it asks for. */
  readonly objects: readonly T[];
}

/** Puts many objects into one message, and says when it is full. */
export class EventPacker<T> {
  #objects: T[] = [];
  #refs: S3Ref[] = [];
  #bytes = 0;
  #text = 0;

  /** The message that was full before this object, if one was. */
  add(object: T, ref: S3Ref): EventMessage<T> | undefined {
    const bytes = ref.size ?? 0;
    const text = Buffer.byteLength(s3EventMessage([ref]));
    const full =
      this.#objects.length >= mostObjects || this.#bytes + bytes > mostBytes || this.#text + text > mostText;
    const message = full ? this.take() : undefined;
    this.#objects.push(object);
    this.#refs.push(ref);
    this.#bytes += bytes;
    this.#text += text;
    return message;
  }

  /** What is left. */
  take(): EventMessage<T> | undefined {
    if (this.#objects.length === 0) return undefined;
    const message = { body: s3EventMessage(this.#refs), objects: this.#objects };
    this.#objects = [];
    this.#refs = [];
    this.#bytes = 0;
    this.#text = 0;
    return message;
  }
}
