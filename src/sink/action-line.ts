import type { OpKind } from './answer.ts';

const quote = 0x22;
const backslash = 0x5c;
const letterC = 0x63;
const innerOpening = '{"_index":"'.length;

/**
 * Where the index name stands in an action line that begins at `start`: bytes between its quotes, escapes as they are.
 * The shape of the line is fixed by `BulkChunk`; anything else is our own bug and throws.
 */
export function indexSpan(body: Uint8Array, start: number): { readonly from: number; readonly to: number } {
  const from = start + openingLength(body, start) + innerOpening;
  let to = from;
  while (to < body.length && body[to] !== quote) to += body[to] === backslash ? 2 : 1;
  if (body[from - 1] !== quote || to >= body.length) {
    throw new Error(`no action line at byte ${start} of a bulk chunk`);
  }
  return { from, to };
}

/** The index name of the item whose action line begins at `start`. */
export function indexName(body: Uint8Array, start: number): string {
  const { from, to } = indexSpan(body, start);
  const text = Buffer.from(body.buffer, body.byteOffset + from, to - from).toString('utf8');
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

export function opOf(body: Uint8Array, start: number): OpKind {
  return body[start + 2] === letterC ? 'create' : 'index';
}

/** Bytes in front of the inner object of the action line: `{"create":` or `{"index":`. */
export function openingLength(body: Uint8Array, start: number): number {
  return opOf(body, start) === 'create' ? '{"create":'.length : '{"index":'.length;
}
