import type { BulkChunk, MalformedLine } from '../../model/bulk.ts';
import type { LineReader } from '../line-reader.ts';
import type { Line } from '../lines.ts';
import { malformedLine, maxSamples } from '../malformed.ts';
import type { DerivedWriter } from './derived-writers.ts';
import type { GeoFragments } from './geo-fragments.ts';
import type { IndexSpan } from './index-spans.ts';
import { IsoDates } from './iso-dates.ts';
import type { NameWords } from './name-words.ts';
import { scratch } from './scratch.ts';
import { toWords, type Words } from './words.ts';

const lf = 10;
const cr = 13;
const firstStarts = 256;
/** UTF-8 bytes per UTF-16 unit, at most. */
const bytesPerUnit = 3;
const noView = new DataView(new ArrayBuffer(0));

export interface RunSettings {
  readonly reader: LineReader;
  readonly spans: (seconds: number) => IndexSpan;
  readonly geo: GeoFragments;
  readonly names: readonly NameWords[];
  readonly derived: readonly DerivedWriter[];
  /** The action line of an index, up to its id; with its end where there are no ids. */
  readonly actionStart: (index: string) => string;
  /** What stands between the message and the line's offset; without one, the rest of the document. */
  readonly behindMessage: string;
  /** What rules of the kind `object` write, with a comma; empty where they write nothing. */
  readonly objectText: string;
  /** s since the epoch */
  readonly earliest: number;
  readonly maxLineBytes: number;
  /** Bytes of the largest item that the fast path makes. */
  readonly spare: number;
}

/**
 * What the generated function works on, for one object: the input of this call, the output so far, and what lines have in
 * common. The generated code reads and writes the public fields.
 */
export class RunState {
  // The input: lines from `from` to `to`, each ended by LF. `bytes` and `view` are the same and readable 64 bytes further.
  bytes = new Uint8Array(0) as Uint8Array;
  view = noView as DataView;
  from = 0;
  to = 0;
  /** Where `bytes[0]` stands in the object. */
  base = 0;
  /** The number of the row that is read, where lines are rows. */
  row = 0;
  hasRows = false;
  /** Another header line has come: from here on all lines are the interpreter's. */
  hasTurned = false;
  /** Behind that header line. */
  turnedAt = 0;
  /** 1 when the LF is not in the object, which ends without one. */
  missing = 0;

  // The output.
  out = noView;
  /** Behind what was written. */
  end = 0;
  /** Where an item may begin at the latest. */
  limit = 0;
  /** Bytes of the last action line; the next one has mostly as many. */
  actionBytes = 0;
  action: Words = toWords('');
  readonly behindMessage: Words;
  readonly object: Words;

  // Times, s since the epoch: the bounds, and from when to when the index is that of `action`.
  readonly earliest: number;
  latest = 0;
  spanFrom = Number.NaN;
  spanTo = Number.NaN;

  readonly maxLineBytes: number;
  /** Of each of the plan's names, by number: what is written, ready-made. */
  readonly names: readonly NameWords[];
  readonly derived: readonly DerivedWriter[];
  readonly hash = new Int32Array(4);
  readonly dates = new IsoDates();
  readonly geo: GeoFragments;

  readonly #settings: RunSettings;
  #index: string | undefined;
  readonly #kinds: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  #starts = new Uint32Array(0);
  #docs = 0;
  #notDocs = 0;
  #filtered = new Map<string, number>();
  #malformed = 0;
  #samples: MalformedLine[] = [];
  #newest = 0;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.behindMessage = toWords(settings.behindMessage);
    this.object = toWords(settings.objectText);
    this.earliest = settings.earliest;
    this.maxLineBytes = settings.maxLineBytes;
    this.geo = settings.geo;
    this.names = settings.names;
    this.derived = settings.derived;
  }

  /** Begins a chunk. `latest`: the latest event time, s since the epoch. */
  begin(latest: number): void {
    this.latest = latest;
    this.end = 0;
    this.grow(0);
    this.#starts = new Uint32Array(firstStarts);
    this.#docs = 0;
    this.#notDocs = 0;
    this.#filtered = new Map();
    this.#malformed = 0;
    this.#samples = [];
    this.#newest = 0;
  }

  finish(): BulkChunk {
    const starts = this.#starts.slice(0, this.#docs + 1);
    starts[this.#docs] = this.end;
    const body = scratch.take(this.end);
    this.out = noView;
    return {
      body,
      starts,
      docs: this.#docs,
      read: this.#docs + this.#notDocs,
      filtered: Object.fromEntries(this.#filtered),
      malformed: this.#malformed,
      samples: this.#samples,
      newest: this.#newest,
    };
  }

  /** Room for an item of `bytes` at `end`, and for one of the fast path behind it. */
  grow(end: number, bytes = 0): void {
    const { spare } = this.#settings;
    const needed = end + bytes + spare;
    if (needed > scratch.size) scratch.reserve(Math.max(needed, end * 2), end);
    this.out = scratch.view;
    this.limit = scratch.size - spare;
  }

  /** An item was written that begins at `start`. */
  document(start: number, time: number): void {
    this.#starts[this.#docs++] = start;
    if (time > this.#newest) this.#newest = time;
    if (this.#docs === this.#starts.length) {
      const larger = new Uint32Array(this.#docs * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
  }

  /** Counts a line by a value of the input. False: not one of those that were counted before. */
  filtered(from: number, length: number): boolean {
    for (const { name, bytes } of this.#kinds) {
      if (bytes.length !== length) continue;
      let i = 0;
      while (i < length && bytes[i] === this.bytes[from + i]) i += 1;
      if (i === length) {
        this.#count(name);
        return true;
      }
    }
    return false;
  }

  #count(kind: string): void {
    this.#notDocs += 1;
    this.#filtered.set(kind, (this.#filtered.get(kind) ?? 0) + 1);
  }

  /** Makes `action` that of an event time. False when the object may not write to its index. */
  enter(time: number): boolean {
    const { spans, reader, actionStart } = this.#settings;
    if (reader.indexFor(time) === undefined) return false;
    const { from, to, name } = spans(time);
    if (name === this.#index && to === this.spanFrom) {
      this.spanFrom = from;
    } else if (name === this.#index && from === this.spanTo) {
      this.spanTo = to;
    } else {
      this.spanFrom = from;
      this.spanTo = to;
      if (name !== this.#index) this.action = toWords(actionStart(name));
      this.#index = name;
    }
    return true;
  }

  /** The action line of the item at `start` takes `bytes`: moves the document behind it. Answers with the new end. */
  move(start: number, bytes: number, end: number): number {
    scratch.move(start + this.actionBytes, start + bytes, end);
    const moved = end + bytes - this.actionBytes;
    this.actionBytes = bytes;
    return moved;
  }

  /**
   * Has the interpreter read the line at `start`; answers with where the next one begins. Where the columns are others from
   * now on, nothing is left to the generated function: it is told that its lines are at their end, and `turnedAt` is set.
   */
  slow(start: number): number {
    const found = this.bytes.indexOf(lf, start);
    const end = found === -1 ? this.bytes.length : found;
    const next = found === -1 ? end : end + 1;
    const contentEnd = end > start && this.bytes[end - 1] === cr ? end - 1 : end;
    this.#read({
      content: this.bytes.subarray(start, contentEnd),
      raw: this.bytes.subarray(start, next - this.missing),
      offset: this.hasRows ? this.row : this.base + start,
    });
    if (this.hasTurned || !this.#settings.reader.hasTurned) return next;
    this.hasTurned = true;
    this.turnedAt = next;
    return this.to;
  }

  #read(line: Line): void {
    const result = this.#settings.reader.read(line, this.latest);
    switch (result.kind) {
      case 'skipped':
        return;
      case 'document': {
        const bytes = result.item.length * bytesPerUnit;
        if (this.end + bytes > this.limit) this.grow(this.end, bytes);
        const start = this.end;
        this.end += scratch.writeText(result.item, start);
        this.document(start, result.time);
        return;
      }
      case 'filtered':
        this.#count(result.filter);
        this.#remember(result.filter);
        return;
      case 'malformed':
        this.#notDocs += 1;
        this.#malformed += 1;
        if (this.#samples.length < maxSamples) this.#samples.push(malformedLine(line, result.reason));
    }
  }

  /** A kind is named like its value; `other`, too, is what the value `other` is counted as. */
  #remember(kind: string): void {
    if (this.#kinds.some(({ name }) => name === kind)) return;
    this.#kinds.push({ name: kind, bytes: Buffer.from(kind) });
  }
}
