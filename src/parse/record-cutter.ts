import { recordRows } from '../failures/object-rows.ts';
import { problemOf } from '../failures/row.ts';
import type { LineBlock } from '../model/bulk.ts';
import { LogflowError } from '../model/errors.ts';
import { RowWriter } from './row-writer.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const space = 0x20;
const listName = Buffer.from('Records');
/** Where the members of the list stand: inside an object and a list. */
const memberDepth = 2;

/**
 * Cuts `{"Records":[{…},{…}]}` into blocks whose rows are the members of the list, each on one line, whatever stands around the
 * list. Several such objects may stand one behind the other. It knows texts and brackets; what a member is, is judged later.
 * Memory: one block and one member; of a member that is too long only the beginning is delivered, longer than
 * `maxLineBytes` all the same (R6).
 * Source: "CloudTrail log file examples", CloudTrail User Guide.
 */
export class RecordCutter {
  readonly #rows: RowWriter;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #inList = false;
  /** A list was met. */
  #found = false;
  #begun = false;
  /** Bytes of the text at depth 1 that are those of `Records`; -1: it is another. */
  #matched = -1;
  /** What follows is the value of `Records`. */
  #named = false;

  /** Both in bytes. */
  constructor(blockBytes: number, maxLineBytes: number) {
    this.#rows = new RowWriter(blockBytes, maxLineBytes);
  }

  /** Takes the next piece; yields the blocks that it fills. Throws `LF_RECORDS_NONE` where there is no object. */
  *add(piece: Uint8Array): Generator<LineBlock> {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      if (this.#inText) {
        at = this.#matched === -1 ? this.#skipText(piece, at) : at;
        if (at < piece.length) this.#text(piece[at] as number);
        continue;
      }
      const byte = piece[at] as number;
      if (byte <= space) continue;
      if (this.#inList && this.#depth === memberDepth && endsMember(byte)) {
        this.#rows.add(piece.subarray(start, at));
        yield* this.#rows.end();
        start = at + 1;
        if (byte === comma) continue;
        this.#inList = false;
      }
      const wasInList = this.#inList;
      if (!this.#mark(byte)) {
        yield* this.#rows.rest();
        throw new LogflowError(problemOf(recordRows.none, 'it is no JSON object'));
      }
      // The bracket that opens the list is no part of its first member.
      if (!wasInList) start = at + 1;
    }
    if (this.#inList) this.#rows.add(piece.subarray(start));
  }

  /** Whole members; the tail is dropped. */
  *wholeRows(): Generator<LineBlock> {
    yield* this.#rows.rest();
  }

  /** At the end of the object. Throws when it ends too early (`LF_RECORDS_CUT`), or has no list (`LF_RECORDS_NONE`). */
  *rest(): Generator<LineBlock> {
    yield* this.#rows.rest();
    if (this.#depth > 0) {
      throw new LogflowError(problemOf(recordRows.cut, 'its JSON ends before its end'));
    }
    if (this.#begun && !this.#found) {
      throw new LogflowError(problemOf(recordRows.none, 'it is JSON without a list Records'));
    }
  }

  /** Where the next byte stands, from `at` on, that may end the text. */
  #skipText(piece: Uint8Array, at: number): number {
    if (this.#escaped) return at;
    let next = at;
    while (next < piece.length && piece[next] !== quote && piece[next] !== backslash) next += 1;
    return next;
  }

  #text(byte: number): void {
    if (this.#escaped) {
      this.#escaped = false;
      this.#matched = -1;
    } else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inText = false;
    else if (this.#matched >= 0) this.#matched = listName[this.#matched] === byte ? this.#matched + 1 : -1;
  }

  /** A byte outside of texts that is no white space. False: it cannot stand there. */
  #mark(byte: number): boolean {
    if (this.#depth === 0 && byte !== openObject) return false;
    switch (byte) {
      case quote:
        this.#inText = true;
        this.#matched = this.#depth === 1 ? 0 : -1;
        break;
      case openObject:
        this.#begun = true;
        this.#depth += 1;
        break;
      case openList:
        this.#depth += 1;
        if (this.#depth === memberDepth && this.#named) {
          this.#inList = true;
          this.#found = true;
        }
        break;
      case closeList:
      case closeObject:
        this.#depth -= 1;
        break;
      case colon:
        if (this.#depth === 1) {
          this.#named = this.#matched === listName.length;
          return true;
        }
    }
    if (this.#depth === 1 && byte !== quote) this.#named = false;
    return true;
  }
}

function endsMember(byte: number): boolean {
  return byte === comma || byte === closeList || byte === closeObject;
}
