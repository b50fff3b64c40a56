import type { FinalVerdict } from '../model/bulk.ts';
import type { Problem } from '../model/errors.ts';
import type { Outcome } from '../model/object.ts';

/** Objects that are remembered; the oldest are forgotten, and sent again as duplicates. */
const most = 10_000;

/** The documents of one block that are with the cluster. */
export interface Span {
  /** Where the block ends in the decompressed object. */
  readonly end: number;
  pending: number;
}

/**
 * How far from the start of one version of an object everything is acknowledged: in the index, and no reject before it. The
 * rejects of an object are written whole on each attempt, so nothing behind the first one counts.
 */
export class Watermark {
  readonly version: string;
  #offset = 0;
  /** Blocks of this attempt in their order, from the first one on that is not settled. */
  #spans: Span[] = [];
  #rejected = false;

  constructor(version: string) {
    this.version = version;
  }

  /** Bytes from the start of the decompressed object. */
  get offset(): number {
    return this.#offset;
  }

  /** An attempt begins at the start of the object; verdicts of the one before count no more. */
  restart(): void {
    this.#spans = [];
    this.#rejected = false;
  }

  /** The next block, of which so many documents wait for their verdicts. */
  begin(end: number, docs: number): Span {
    const span = { end, pending: docs };
    if (!this.#rejected) this.#spans.push(span);
    this.#advance();
    return span;
  }

  settle(span: Span, verdict: FinalVerdict, docs: number): void {
    if (verdict.kind !== 'reject') span.pending -= docs;
    else if (this.#spans.includes(span)) this.#stopAt(span);
    this.#advance();
  }

  #stopAt(span: Span): void {
    this.#rejected = true;
    this.#spans = this.#spans.slice(0, this.#spans.indexOf(span));
  }

  #advance(): void {
    for (let first = this.#spans[0]; first?.pending === 0; first = this.#spans[0]) {
      this.#offset = Math.max(this.#offset, first.end);
      this.#spans.shift();
    }
  }
}

/**
 * The watermarks of objects that are under way, or failed: their next attempt in this process sends nothing again that was
 * acknowledged (R25). For sinks that keep what they acknowledged when the object fails.
 */
export class Watermarks {
  readonly #marks = new Map<string, Watermark>();

  /** For an attempt that begins; without a version nothing can be said about the bytes. */
  of(uri: string, version: string): Watermark | undefined {
    const known = this.#marks.get(uri);
    this.#marks.delete(uri);
    if (version === '') return undefined;
    const mark = known?.version === version ? known : new Watermark(version);
    mark.restart();
    this.#marks.set(uri, mark);
    const [oldest] = this.#marks.keys();
    if (this.#marks.size > most && oldest !== undefined) this.#marks.delete(oldest);
    return mark;
  }

  /** An attempt has ended. */
  ended(uri: string, outcome: Outcome): void {
    const again = outcome.kind === 'failed' || outcome.kind === 'unreadable';
    if (!again || isDoubtful(outcome.problem) || this.#marks.get(uri)?.offset === 0) this.#marks.delete(uri);
  }
}

/**
 * Bytes that decode wrongly may have been damaged on their way to us: what was made of them says nothing about the
 * object. Data that is cut short is right as far as it goes.
 */
function isDoubtful({ code, message }: Problem): boolean {
  return code === 'LF_OBJECT_CORRUPT' && !message.includes('unexpected end of file');
}
