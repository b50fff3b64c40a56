import { describe, expect, it } from 'vitest';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { copyAndHash, copyLine } from '../../../../src/parse/compile/copy-line.ts';
import { digitCount, readDigits, writeDigits } from '../../../../src/parse/compile/digits.ts';
import { hash32, writeId } from '../../../../src/parse/compile/ids.ts';
import { IsoDates } from '../../../../src/parse/compile/iso-dates.ts';
import { notFound, PackedTable } from '../../../../src/parse/compile/packed-table.ts';
import { planOf } from '../../../../src/parse/compile/plan.ts';
import { readV4 } from '../../../../src/parse/compile/read-v4.ts';
import { runSource } from '../../../../src/parse/compile/source.ts';
import { contentId, logstashId } from '../../../../src/parse/doc-id.ts';
import { readAddress } from '../../../../src/parse/ip-address.ts';
import { headerOf, object, options } from '../support.ts';
import { Dice } from './hostile.ts';

const view = new DataView(new ArrayBuffer(1024));
const bytes = Buffer.from(view.buffer);
const out = new DataView(new ArrayBuffer(1024));
const written = (length: number) => Buffer.from(out.buffer).toString('latin1', 3, 3 + length);

describe('copying and hashing', () => {
  it('is the hash of the interpreter for every length, whatever is behind the line', () => {
    const dice = new Dice(2);
    const hash = new Int32Array(4);
    for (let length = 0; length < 200; length += 1) {
      for (let i = 0; i < 300; i += 1) bytes[5 + i] = dice.below(256);
      const line = bytes.subarray(5, 5 + length);
      copyAndHash(view, 5, length, out, 3, hash);
      expect(written(length)).toBe(line.toString('latin1'));
      writeId(out, 3, hash);
      expect(written(22)).toBe(contentId(line));
      expect(String(hash32(view, 5, length))).toBe(logstashId(line));
    }
  });

  it('tells every byte that is not written as it is, at every place', () => {
    const hash = new Int32Array(4);
    const wrong: number[][] = [];
    for (let byte = 0x20; byte < 256; byte += 1) {
      const isClean = byte < 128 && byte !== 0x22 && byte !== 0x5c;
      for (const length of [1, 2, 3, 4, 5, 15, 16, 17, 33, 40]) {
        for (let at = 0; at < length; at += 1) {
          bytes.fill(0xff).fill('a', 5, 5 + length);
          bytes[5 + at] = byte;
          const told = [copyLine(view, 5, length, out, 3), copyAndHash(view, 5, length, out, 3, hash)];
          if (told[0] !== isClean || told[1] !== isClean) wrong.push([byte, length, at]);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('digits', () => {
  const read = (text: string) => readDigits(view, 5, bytes.fill(0x39).write(text, 5));

  it.each([
    '0',
    '1',
    '10',
    '999999999',
    '1000000000',
    '1583680014',
    '2147483648',
    '9999999999',
    '253402300799',
  ])('reads %s', (text) => expect(read(text)).toBe(Number(text)));

  it.each(['', '00', '01', '0123456789', '-1', '1.5', '1e9', '1234567890123'])('refuses "%s"', (text) =>
    expect(read(text)).toBe(-1),
  );

  it('refuses any other byte at any place', () => {
    const wrong: number[][] = [];
    for (let at = 0; at < 10; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        bytes.write('1583680014', 5);
        bytes[5 + at] = byte;
        const isDigit = byte >= 48 && byte <= 57 && (at > 0 || byte > 48);
        if (readDigits(view, 5, 10) >= 0 !== isDigit) wrong.push([at, byte]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('writes whole numbers up to 2^53', () => {
    const numbers = [0, 5, 9, 10, 99, 100, 101, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 3_000_000_005, 2 ** 53 - 1];
    for (let power = 1; power < 2 ** 53; power *= 10) numbers.push(power, power - 1, power + 1);
    for (const number of numbers) {
      const end = writeDigits(out, 3, number, digitCount(number));
      expect(written(end - 3)).toBe(String(number));
    }
  });
});

describe('readV4', () => {
  it('takes what has one way to be written, and what the interpreter takes', () => {
    const dice = new Dice(5);
    const piece = () =>
      dice.of(['.', '.', '.', '0', '1', '9', '10', '25', '255', '256', '01', ':', 'a', '/']);
    let found = 0;
    for (let n = 0; n < 50_000; n += 1) {
      const octets = dice.times(4, () => dice.below(257)).join('.');
      const text = n % 4 === 0 ? octets : dice.times(5 + dice.below(4), piece).join('');
      const address = readAddress(text);
      const value = readV4(view, 5, bytes.fill(0x31).write(text, 5));
      expect(value).toBe(address?.kind === 'v4' && !text.includes(':') ? address.value : -1);
      if (value !== -1) found += 1;
    }
    expect(found).toBeGreaterThan(10_000);
  });
});

describe('PackedTable', () => {
  it("knows nearly all of half as many keys as it has slots, and never another key's number", () => {
    const table = new PackedTable();
    const keys = (count: number) =>
      Array.from({ length: count }, (_, n) => [Math.imul(n, 0x0101_0107), n | (1 << 28)] as const);
    const missing = (count: number) =>
      keys(count).filter(([first, second], n) => {
        const number = table.get(first, second);
        expect([n, notFound]).toContain(number);
        return number === notFound;
      }).length;
    for (const [n, key] of keys(65_536).entries()) table.set(...key, n);
    expect(missing(65_536)).toBeLessThan(656);
    for (const [n, key] of keys(400_000).entries()) if (table.get(...key) === notFound) table.set(...key, n);
    expect(missing(400_000)).toBeGreaterThan(200_000);
    table.clear();
    expect(missing(1000)).toBe(1000);
  });
});

describe('IsoDates', () => {
  it('is the date of the interpreter', () => {
    const dates = new IsoDates();
    const dice = new Dice(3);
    const times = [0, 86_399, 86_400, 951_782_399, 1_583_680_014, 253_402_300_799];
    for (const time of [...times, ...dice.times(2000, () => dice.below(2 ** 32) * 50), ...times]) {
      dates.write(out, 3, time);
      expect(written(25)).toBe(`${new Date(time * 1000).toISOString()}"`);
    }
  });
});

describe('the generated code', () => {
  it('holds names only as JSON or as bytes', () => {
    const rename = { x: '`alert(1)`*/ // \u2028"\n' };
    const definition = { ...vpcFlow, name: '*/ x \n"', rename, index: '`x`\n' };
    const header = headerOf('start x', definition);
    const plan = planOf(definition, header, options, object);
    expect(plan).toBeDefined();
    const source = plan && runSource(plan);
    expect(source).not.toContain('alert');
    expect(source).not.toContain('*/');
    expect(source).not.toContain('`');
  });

  it.each([
    ['a name twice', { rename: { x: 'bytes' } }],
    ['a name that objects sort', { rename: { x: '7' } }],
    ['a name of the document', { times: [{ field: 'start', target: 'message' }] }],
    ['a separator that JSON escapes', { format: { ...vpcFlow.format, separator: '"' } }],
    ['no time', { times: [] }],
  ])('is not made for %s', (_, changes) => {
    const fields = ['start', 'bytes', 'x'].map((name) => ({
      name,
      target: (changes as { rename?: Record<string, string> }).rename?.[name] ?? name,
    }));
    const header = { kind: 'header', fields, fromLine: true } as const;
    expect(planOf({ ...vpcFlow, ...changes }, header, options, object)).toBeUndefined();
  });
});
