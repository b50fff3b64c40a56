import type { MalformedLine } from '../model/bulk.ts';
import type { Line } from './lines.ts';

/** Why a line is malformed, in words for people. Both twins say the same, in this order of checks. */
export const reasons = {
  tooLong: (maxLineBytes: number) => `longer than ${maxLineBytes} bytes`,
  fieldCount: (found: number, expected: number) => `${found} fields, and the header has ${expected}`,
  noLayout: (found: number, counts: readonly number[]) =>
    `no header line says what its ${found} fields are; without one ${counts.join(', ')} are known`,
  notLayout: (found: number, field: string, among: readonly string[]) =>
    `no header line, and its ${found} fields are in no known order: ${field} is none of ${among.join(', ')}`,
  fewWords: (found: number, least: number) => `${found} words, and a line has at least ${least}`,
  openWord: (field: string, mark: string) => `${field} begins with ${mark} and does not end`,
  noFields: 'no #Fields line that can be read says what its words are',
  notInteger: (field: string) => `${field} is not a whole number up to 2^63-1`,
  notDecimal: (field: string) => `${field} is not a decimal number`,
  noTime: (field: string) => `${field} has no value, and it is the time of the event`,
  badTime: (field: string) => `${field} is not a time in UNIX seconds within the accepted window`,
  badTimeOf: (fields: string, format: string) =>
    `${fields} is not a time (${format}) within the accepted window`,
  tooManyIndices: (maxIndices: number) => `its object would write to more than ${maxIndices} indices`,
} as const;

/** Samples kept of each chunk. */
export const maxSamples = 3;
const shownCharacters = 200;
/** A character of 200 has at most four bytes; the rest of a long line need not be decoded. */
const shownBytes = shownCharacters * 4;

export function malformedLine(line: Line, reason: string): MalformedLine {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.content.subarray(0, shownBytes));
  // The cut may fall into a surrogate pair.
  return { offset: line.offset, reason, text: text.slice(0, shownCharacters).toWellFormed() };
}
