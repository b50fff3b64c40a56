import { describe, expect, it } from 'vitest';
import {
  closeMark,
  copyEscaped,
  copyLower,
  copyText,
  findByte,
  findLast,
  isDecimal,
  isSameText,
} from '../../../../src/parse/compile/value-bytes.ts';
import { Dice } from './hostile.ts';

const view = new DataView(new ArrayBuffer(256));
const bytes = Buffer.from(view.buffer);
const out = new DataView(new ArrayBuffer(1024));
const written = (from: number, to: number) => Buffer.from(out.buffer).toString('latin1', from, to);

/** Puts a text at 5, with any bytes around it. */
function put(dice: Dice, text: string): number {
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = dice.below(256);
  return bytes.write(text, 5, 'latin1');
}

describe('values as generated code copies them', () => {
  it('are escaped as JSON does, and refused where that takes more', () => {
    const dice = new Dice(6);
    for (let n = 0; n < 20_000; n += 1) {
      const odd = dice.below(3) === 0 ? ['\\', 'é', '\u0080', '\u00ff'] : [];
      const text = dice
        .times(dice.below(24), () => dice.of(['a', 'z', '"', '\t', '\u007f', ' ', ...odd]))
        .join('');
      const length = put(dice, text);
      const end = copyEscaped(view, 5, length, out, 3, 9, 't'.charCodeAt(0));
      const isPlain = !/[\\\u0080-\u00ff]/.test(text);
      expect(end === -1 ? undefined : `"${written(3, end)}"`).toBe(
        isPlain ? JSON.stringify(text) : undefined,
      );
      if (/[\\\u0080-\u00ff]/.test(text)) continue;
      expect(written(3, copyText(view, 5, length, out, 3))).toBe(`${text}",`);
    }
  });

  it('are in lower case', () => {
    const dice = new Dice(7);
    const text = 'ABC[\\]^_`azAZ@{09';
    const length = put(dice, text);
    expect(copyLower(view, 5, length, out, 3)).toBe(true);
    expect(written(3, 3 + length)).toBe(text.toLowerCase());
    expect(copyLower(view, 5, put(dice, 'a"'), out, 3)).toBe(false);
  });

  it('are found: bytes and marks at every place, for every byte', () => {
    const dice = new Dice(8);
    const wrong: unknown[] = [];
    for (let n = 0; n < 30_000; n += 1) {
      const text = dice.times(1 + dice.below(20), () => String.fromCharCode(dice.below(256))).join('');
      const length = put(dice, text);
      const byte = dice.of([32, 34, 58, 93, 33, 35]);
      const mark = String.fromCharCode(byte);
      const first = text.indexOf(mark);
      if (findByte(view, 5, 5 + length, byte) !== (first === -1 ? 5 + length : 5 + first))
        wrong.push(['first', text]);
      const last = text.lastIndexOf(mark);
      if (findLast(view, 5, length, byte) !== (last === -1 ? -1 : 5 + last)) wrong.push(['last', text]);
      bytes[5 + length] = 10;
      const stop = [...text, '\n'].findIndex((one) => one === mark || one < ' ');
      const closed = `${text}\n`[stop] === mark ? 5 + stop : -1;
      if (closeMark(view, 5, byte * 0x01010101) !== closed) wrong.push(['close', text, byte]);
    }
    expect(wrong).toEqual([]);
  });

  it('are the same when every byte is', () => {
    bytes.write('abcdeabcdfabcde', 5);
    expect(isSameText(view, 5, 10, 4)).toBe(true);
    expect(isSameText(view, 5, 10, 5)).toBe(false);
    expect(isSameText(view, 5, 15, 5)).toBe(true);
  });

  it('are decimal numbers', () => {
    const dice = new Dice(9);
    const decimal = /^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$/;
    let found = 0;
    for (let n = 0; n < 50_000; n += 1) {
      const text =
        dice.of(['', '', '-']) +
        dice.times(dice.of([1, 2, 3, 17, 18, 19]), () => dice.of(['0', '1', '9', '5'])).join('') +
        dice.of(['', '.', '.0', `.${'7'.repeat(18)}`, `.${'7'.repeat(19)}`, '.1.', 'e5', '/', ':', '.-1']);
      const is = isDecimal(view, 5, put(dice, text));
      expect([text, is]).toEqual([text, decimal.test(text)]);
      if (is) found += 1;
    }
    expect(found).toBeGreaterThan(5000);
    expect(isDecimal(view, 5, put(dice, '-'))).toBe(false);
  });
});
