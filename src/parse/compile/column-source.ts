import { equalsText, writeText } from './literals.ts';
import type { ColumnPlan, LinePlan } from './plan.ts';

/*
 * Code that reads one column at `p` and, where it is written, copies it to `o`. Scanning and copying are one pass, a word of
 * four bytes at a time: words are copied whole, and what is too much of the last one is written over by what follows.
 * What the code cannot take to the letter leaves the block `fast`.
 */

/** The quotation mark and the comma behind a text, little-endian. */
const textEnd = '0x2c22';
const comma = 44;
const zero = 48;
const repeated = 0x01010101;

/** Code for one column. The last is ended by LF or CR LF, and sets `next`. */
export function columnSource(plan: LinePlan, place: number): string {
  const column = plan.columns[place] as ColumnPlan;
  const body =
    column.key !== undefined && column.isNumber ? numberSource(plan, place) : textSource(plan, place);
  return `// column ${place}\n${body}`;
}

/** An expression: the value at `from` with `length` bytes is there, and is not the one that stands for "no value". */
export function isPresent(plan: Pick<LinePlan, 'absent'>, from: string, length: string): string {
  const { absent } = plan;
  if (absent === '') return `${length} > 0`;
  const same = `${length} === ${absent.length} && ${equalsText(absent, from)}`;
  return `(${length} > 0 && !(${same}))`;
}

function textSource(plan: LinePlan, place: number): string {
  const { key } = plan.columns[place] as ColumnPlan;
  const opening = `${key}"`;
  const copy = key === undefined ? '' : 'out.setInt32(q, x, true);';
  const step = key === undefined ? '' : 'q = (q + 4) | 0;';
  const start =
    key === undefined ? '' : `${writeText(opening, 'o')}q = (o + ${Buffer.byteLength(opening)}) | 0;\n`;
  const finish =
    key === undefined
      ? ''
      : `if (${isPresent(plan, 's', '(p - s)')}) { out.setInt16((q + h) | 0, ${textEnd}, true); o = (q + h + 2) | 0; }\n`;
  return `${start}s = p;
for (;;) {
  x = view.getInt32(p, true);
  ${copy}
  h = ${stopBits(plan.separator)};
  if (h !== 0) break;
  p = (p + 4) | 0; ${step}
}
h = (31 - Math.clz32(h & -h)) >> 3;
p = (p + h) | 0;
${checkAmong(plan, place)}${keepPlace(plan, place)}${finish}${passEnd(plan, place)}`;
}

/** Where no header line is, a value that may be of another order is for the interpreter to judge. */
function checkAmong(plan: LinePlan, place: number): string {
  const among = plan.columns[place]?.among;
  if (among === undefined) return '';
  const tests = among.map((one) => {
    const begins = one.endsWith('*');
    const text = begins ? one.slice(0, -1) : one;
    return `(p - s ${begins ? '>=' : '==='} ${text.length} && ${equalsText(text, 's')})`;
  });
  return `if (!(${tests.join(' || ')})) break fast;\n`;
}

/** Digits, and nothing that is not a canonical integer below 10^18 (R3); there are greater ones, and they can be slow. */
function numberSource(plan: LinePlan, place: number): string {
  const { key } = plan.columns[place] as ColumnPlan;
  const { absent } = plan;
  const skipAbsent = absent === '' ? '' : `if (${equalsText(absent, 's')}) p += ${absent.length};\n`;
  const isAbsent = /^[0-9]+$/.test(absent) ? `!${isPresent(plan, 's', '(p - s)')}` : 'false';
  return `${writeText(`${key}`, 'o')}q = (o + ${Buffer.byteLength(`${key}`)}) | 0;
s = p;
for (;;) {
  x = bytes[p] - ${zero};
  if (x < 0 || x > 9) break;
  out.setInt8(q, x + ${zero});
  p = (p + 1) | 0; q = (q + 1) | 0;
}
if (p === s) {
  ${skipAbsent}
} else if (!(${isAbsent})) {
  if (((p - s) | 0) > 18 || (bytes[s] === ${zero} && p - s > 1)) break fast;
  out.setInt8(q, ${comma});
  o = (q + 1) | 0;
}
${keepPlace(plan, place)}${passEnd(plan, place)}`;
}

function keepPlace(plan: LinePlan, place: number): string {
  return plan.columns[place]?.isNamed ? `const s${place} = s, n${place} = (p - s) | 0;\n` : '';
}

function passEnd(plan: LinePlan, place: number): string {
  if (place < plan.columns.length - 1)
    return `if (bytes[p] !== ${plan.separator}) break fast;\np = (p + 1) | 0;\n`;
  return lineEndSource;
}

/** Where the line ends, `next` begins. */
export const lineEndSource = `next = (p + 1) | 0;
if (bytes[p] !== 10) {
  if (bytes[p] !== 13 || bytes[next] !== 10) break fast;
  next = (next + 1) | 0;
}
`;

/**
 * An expression over the word `x`: its lowest set bit is in the first byte that is a control character or the separator;
 * 0 when there is none. (Bits above the lowest may be wrong.)
 */
export function stopBits(separator: number): string {
  const below = (bound: number) => `((x - ${bound * repeated}) & ~x)`;
  if (separator < 0x20) return `${below(0x20)} & 0x80808080`;
  if (separator === 0x20) return `${below(0x21)} & 0x80808080`;
  const separators = `(x ^ ${separator * repeated})`;
  return `(${below(0x20)} | ((${separators} - ${repeated}) & ~${separators})) & 0x80808080`;
}
