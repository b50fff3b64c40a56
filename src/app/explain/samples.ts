import type { BulkChunk, LineBlock, MalformedLine } from '../../model/bulk.ts';
import { linesOf } from '../../parse/lines.ts';
import { malformedLine } from '../../parse/malformed.ts';
import type { BegunObject } from './read.ts';

/** A document as the interpreter makes it. */
export interface SampleDocument {
  /** Byte of its line in the decompressed object. */
  readonly offset: number;
  /** An action line and a document, each ended by LF. */
  readonly item: string;
}

const firstMalformed = 3;
const mostMalformed = 8;

/**
 * Picks what is worth showing of an object's lines. Counts come from the compiled transform; only blocks that may hold
 * something new to show are read once more, by its plain twin.
 */
export class Samples {
  readonly documents: SampleDocument[] = [];
  readonly malformed: MalformedLine[] = [];
  /** By kind, in the order in which they came. */
  readonly filtered = new Map<string, MalformedLine>();
  readonly #most: number;

  /** `most`: documents to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A block, still whole, and what became of it. `latest`: s since the epoch, the latest event time to accept. */
  add(block: LineBlock, chunk: BulkChunk, { reader, definition }: BegunObject, latest: number): void {
    for (const sample of chunk.samples) this.#addMalformed(sample);
    // A user's function has the last word, and the reader does not know of it.
    const isPlain = definition.kind !== 'own' || !definition.transform;
    if (!isPlain) this.#addSent(block, chunk);
    const wantsDocuments = isPlain && this.documents.length < this.#most && chunk.docs > 0;
    const newKind = Object.keys(chunk.filtered).some((kind) => !this.filtered.has(kind));
    if (!wantsDocuments && !newKind) return;
    for (const line of linesOf(block)) {
      const result = reader.read(line, latest);
      if (result.kind === 'document' && wantsDocuments && this.documents.length < this.#most) {
        this.documents.push({ offset: line.offset, item: result.item });
      }
      if (result.kind === 'filtered' && !this.filtered.has(result.filter)) {
        this.filtered.set(result.filter, malformedLine(line, `filtered: ${result.filter}`));
      }
    }
  }

  #addSent(block: LineBlock, { body, starts, docs }: BulkChunk): void {
    for (let i = 0; i < docs && this.documents.length < this.#most; i += 1) {
      const item = Buffer.from(body.subarray(starts[i], starts[i + 1])).toString('utf8');
      const { log } = JSON.parse(item.split('\n')[1] ?? '{}') as { log?: { offset?: number } };
      this.documents.push({ offset: log?.offset ?? block.offset, item });
    }
  }

  #addMalformed(sample: MalformedLine): void {
    const { length } = this.malformed;
    const news = this.malformed.every(({ reason }) => reason !== sample.reason);
    if (length < firstMalformed || (news && length < mostMalformed)) this.malformed.push(sample);
  }
}
