import { type BulkBatch, type BulkPart, itemStart } from '../model/bulk.ts';

/** Items [from, to) of a part that still want an answer: the bytes are the batch's own, never encoded again. */
export interface Piece {
  readonly part: BulkPart;
  readonly from: number;
  readonly to: number;
}

export function piecesOf(batch: BulkBatch): Piece[] {
  return batch.parts.map((part) => ({ part, from: part.from, to: part.to }));
}

export function countItems(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);
}

/** One piece for each item, in the order of the request. */
export function* eachItem(pieces: readonly Piece[]): Generator<Piece> {
  for (const { part, from, to } of pieces) {
    for (let item = from; item < to; item++) yield { part, from: item, to: item + 1 };
  }
}

/** Item `place` of the pieces, counted from 0, as a piece of its own. */
export function itemAt(pieces: readonly Piece[], place: number): Piece {
  let left = place;
  for (const { part, from, to } of pieces) {
    if (left < to - from) return { part, from: from + left, to: from + left + 1 };
    left -= to - from;
  }
  throw new RangeError(`no item ${place} among ${countItems(pieces)}`);
}

/** Appends, and joins what is adjacent. */
export function addPiece(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last !== undefined && last.part === piece.part && last.to === piece.from) {
    pieces[pieces.length - 1] = { part: last.part, from: last.from, to: piece.to };
  } else {
    pieces.push(piece);
  }
}

/** All but one item. */
export function without(pieces: readonly Piece[], gone: Piece): Piece[] {
  return pieces.flatMap((piece) => {
    if (piece.part !== gone.part || gone.from < piece.from || gone.from >= piece.to) return [piece];
    const before = { part: piece.part, from: piece.from, to: gone.from };
    const after = { part: piece.part, from: gone.to, to: piece.to };
    return [before, after].filter(({ from, to }) => from < to);
  });
}

/** Two halves by number of items, each with at least one; the pieces must hold two items or more. */
export function halve(pieces: readonly Piece[]): [Piece[], Piece[]] {
  const first: Piece[] = [];
  const second: Piece[] = [];
  let room = countItems(pieces) >> 1;
  for (const { part, from, to } of pieces) {
    const cut = Math.min(to, from + room);
    room -= cut - from;
    if (from < cut) first.push({ part, from, to: cut });
    if (cut < to) second.push({ part, from: cut, to });
  }
  return [first, second];
}

export function byteLength(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { part, from, to }) => sum + itemStart(part, to) - itemStart(part, from), 0);
}

/** The request body. Items that stand one behind the other, as a whole batch does, are sent from where they lie. */
export function bodyOf(pieces: readonly Piece[]): Buffer {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return Buffer.alloc(0);
  return pieces.every((piece, i) => i === 0 || isBehind(piece, pieces[i - 1] as Piece))
    ? first.part.bytes.subarray(itemStart(first.part, first.from), itemStart(last.part, last.to))
    : Buffer.concat(pieces.map(bytesOf));
}

/** Looks at each pair: pieces out of their order can have just as many bytes as lie between the first and the last. */
function isBehind({ part, from }: Piece, before: Piece): boolean {
  return itemStart(part, from) === itemStart(before.part, before.to);
}

function bytesOf({ part, from, to }: Piece): Buffer {
  return part.bytes.subarray(itemStart(part, from), itemStart(part, to));
}
