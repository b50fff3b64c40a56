import type { ColumnsDefinition } from '../../../../src/parse/definition.ts';
import type { Header } from '../../../../src/parse/header.ts';
import { now, options } from '../support.ts';
import type { Machine } from './machines.ts';
import { tokenLine } from './token-lines.ts';

/** Small, fast, the same everywhere: a case is a few numbers, so that fast-check can make 100,000 and still shrink them. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % end;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  times<Item>(count: number, make: () => Item): Item[] {
    return Array.from({ length: count }, make);
  }
}

type Value = string | Uint8Array;

const at = (iso: string) => Date.parse(iso) / 1000;
const transitions = [
  at('2010-11-07T02:31:00Z'),
  at('2010-11-07T03:30:00Z'),
  at('2018-11-04T03:00:00Z'),
  at('2026-03-29T01:00:00Z'),
  at('2026-03-29T22:00:00Z'),
  at('2026-10-24T22:00:00Z'),
  at('2011-12-30T10:00:00Z'),
  at('2020-03-08T15:00:00Z'),
  at('2020-03-09T00:00:00Z'),
];
const oddTimes = [
  '-',
  '',
  '0',
  '00',
  '01583680014',
  '0983680014',
  '-5',
  '+5',
  '1e9',
  '1583680014.5',
  ' ',
  'now',
];
const longDigits = ['9'.repeat(11), '253402300799', '253402300800', '9'.repeat(13), '9'.repeat(30)];

/** The second itself, too: of two lines, one on each side, both go to the right index. */
function nearTransition(dice: Dice): string {
  return `${dice.of(transitions) + dice.of([-1, 0, 0, 1, dice.below(240) - 120])}`;
}

/** One of the digits is a byte that only looks like one, to a mask or to a subtraction. */
function noDigit(dice: Dice, digits: string): Uint8Array {
  const bytes = Buffer.from(digits);
  bytes[dice.below(bytes.length)] = dice.of([0x2f, 0x3a, 0x2e, 0x2d, 0x3f, 0x70, 0x10, 0x00, 0xb1, 0xff]);
  return bytes;
}

function time(dice: Dice): Value {
  switch (dice.below(24)) {
    case 0:
      return dice.of(oddTimes);
    case 1:
      return dice.of(longDigits);
    case 2:
      return `${options.earliest + dice.below(4) - 2}`;
    case 3:
      return `${now + options.maxFuture + dice.below(4) - 2}`;
    case 4:
    case 5:
    case 6:
    case 7:
      return nearTransition(dice);
    case 8:
      return `${dice.below(100_000_000)}`;
    case 9:
      return `158368${dice.of(['001', '0 01', '00010'])}`;
    case 10:
      return noDigit(dice, '1583680014');
    default:
      return `${1583680000 + dice.below(2000)}`;
  }
}

const oddNumbers = ['-', '', '0', '00', '007', '-1', '1.0', '1e3', 'x', '٣', '1\t2', `${2n ** 64n}`];
const edgeNumbers = [2n ** 53n, 10n ** 18n, 2n ** 63n, 10n ** 19n];

function count(dice: Dice): Value {
  switch (dice.below(16)) {
    case 0:
      return dice.of(oddNumbers);
    case 1:
    case 2:
      return `${dice.of(edgeNumbers) + BigInt(dice.below(5) - 2)}`;
    default:
      return `${dice.below(10 ** dice.below(9))}`;
  }
}

const statuses = [
  ...['NODATA', 'NODATA', 'SKIPDATA', '-', '', 'ok', 'OKAY', 'O', '__proto__'],
  'A'.repeat(33),
  'É',
];

function status(dice: Dice): Value {
  if (dice.below(6) > 0) return 'OK';
  return dice.below(4) > 0
    ? dice.of(statuses)
    : String.fromCharCode(65 + dice.below(26), 65 + dice.below(26)).repeat(1 + dice.below(5));
}

function octets(dice: Dice): string {
  return dice.times(4, () => dice.below(256)).join('.');
}

function address(dice: Dice): Value {
  switch (dice.below(10)) {
    case 0:
      return `${dice.times(8, () => dice.below(65536).toString(16)).join(':')}`;
    case 1:
      return dice.of(['::1', '2001:db8::1', `::ffff:${octets(dice)}`, 'fe80::1%eth0', '1.2.3', '01.2.3.4']);
    case 2:
      return dice.of([
        '-',
        '',
        'x',
        '1'.repeat(60),
        '256.1.1.1',
        '5$.1.1.1',
        '5t.1.1.1',
        '54.q.10.1',
        '54/1/1/1',
        '54.1.1.1/',
        '1.2.3.4/8',
        '1.2.3.4"',
        '1.2.3.é',
        'a\\b',
      ]);
    case 3:
    case 4:
      return `10.0.0.${dice.below(8)}`;
    default:
      return `54.${dice.below(4)}.${dice.below(4)}.${dice.below(4)}`;
  }
}

const oddTexts = [
  '-',
  '',
  '--',
  '"',
  'a"b',
  'back\\slash',
  '\t',
  '\u0001',
  '\u0000',
  '\u001f',
  '\u007f',
  '\r',
  'a\rb',
  'é',
  '漢字',
  '😀',
  '\u2028',
  '\uFEFF',
  'start',
  'x'.repeat(300),
  `${'y'.repeat(200)}é`,
  ...['c3', 'e6bc', 'f09f98', 'eda080', '80', 'ff', 'c0af', '7ff0', '41ff42'].map((hex) =>
    Buffer.from(hex, 'hex'),
  ),
];

function text(dice: Dice): Value {
  if (dice.below(3) === 0) return dice.of(oddTexts);
  if (dice.below(6) === 0) return Buffer.from(dice.times(dice.below(20), () => dice.below(256)));
  if (dice.below(12) === 0) return '-';
  return 'abcdefghijklmnopqrstuvwxyz-0123456789'.slice(dice.below(30)).slice(0, 1 + dice.below(24));
}

/** What a value of this column usually is; all of them go the fast way. */
function plainValue(dice: Dice, name: string, among: readonly string[] = []): Value {
  if (among.length > 0 && dice.below(20) > 0) return dice.of(among).replace('*', 'x');
  if (dice.below(30) === 0 && name !== 'start') return '-';
  if (name === 'start' && dice.below(4) === 0) return nearTransition(dice);
  if (name === 'start' || name === 'end') return `${1583680000 + dice.below(2000)}`;
  if (name === 'bytes' || name === 'packets' || name.startsWith('count'))
    return `${dice.below(10 ** dice.below(9))}`;
  if (/port$|^protocol$|^tcp-flags$/.test(name))
    return dice.of(['6', '17', '22', '443', '06', `${dice.below(300)}`]);
  if (name === 'log-status')
    return dice.of(['OK', 'OK', 'OK', 'OK', 'OK', 'OK', 'OK', 'NODATA', 'SKIPDATA', 'NO']);
  if (name.endsWith('addr'))
    return dice.of([
      octets(dice),
      `54.1.${dice.of([1, 10, 100])}.${dice.of([1, 10, 100])}`,
      `10.0.0.${dice.below(8)}`,
      `2600:1f14::${dice.below(9)}`,
    ]);
  return 'abcdefghijklmnopqrstuvwxyz-0123456789'.slice(dice.below(30)).slice(0, 1 + dice.below(24));
}

function oddValue(dice: Dice, name: string): Value {
  if (name === 'start' || name === 'end') return time(dice);
  if (name === 'bytes' || name === 'packets' || name.startsWith('count')) return count(dice);
  if (name === 'log-status') return status(dice);
  if (name.endsWith('addr')) return address(dice);
  return text(dice);
}

/** What stands in a file. The number chooses everything about it; smaller `shape`s are plainer. */
export interface LineSeed {
  readonly shape: number;
  readonly seed: number;
}

/** Objects without a header line may hold lines of several logs. */
function fieldsOf({ header }: Machine, definition: ColumnsDefinition, dice: Dice): Header['fields'] {
  if (header.fromLine || dice.below(4) > 0) return header.fields;
  const { fields, among } = dice.of(definition.format.headerless);
  return fields.map((name) => ({ name, target: name, ...(among[name] && { among: among[name] }) }));
}

/** One line without its end. */
function content(machine: Machine, { shape, seed }: LineSeed): Uint8Array {
  const dice = new Dice(seed);
  const { definition } = machine;
  if (definition.kind === 'tokens') return tokenLine(definition, shape, dice);
  const { separator, absent } = definition.format;
  const fields = fieldsOf(machine, definition, dice);
  const names = fields.map(({ name }) => name);
  // Three lines of eight are plain, three have one odd value, and two have any.
  const mood = dice.below(8);
  const oddOne = dice.below(names.length);
  const values = names.map((name, i) => {
    const isOdd = mood < 2 || (mood < 5 && i === oddOne);
    const made = isOdd ? oddValue(dice, name) : plainValue(dice, name, fields[i]?.among);
    return made === '-' ? absent : made;
  });
  switch (shape) {
    case 0:
      return new Uint8Array(0);
    case 1:
      if (dice.below(4) === 0) names.reverse();
      return Buffer.from(names.join(separator) + dice.of(['', '', ' ', 'x', '\r']));
    case 2:
      return Buffer.from(dice.times(dice.below(80), () => dice.below(256))).map((b) => (b === 10 ? 32 : b));
    case 3:
      values.splice(dice.below(values.length), 1 + dice.below(3));
      break;
    case 4:
      values.splice(dice.below(values.length), 0, ...dice.times(1 + dice.below(3), () => text(dice)));
      break;
    case 5:
      return join(values, separator).subarray(0, dice.below(200));
    default:
  }
  return join(values, separator);
}

function join(values: readonly Value[], separator: string): Buffer {
  const line = values.every((one) => typeof one === 'string')
    ? Buffer.from(values.join(separator))
    : Buffer.concat(values.flatMap((one, i) => [Buffer.from(i === 0 ? '' : separator), Buffer.from(one)]));
  // Whatever a value holds: a line is a line.
  for (let at = line.indexOf(10); at !== -1; at = line.indexOf(10, at)) line[at] = 11;
  return line;
}

const ends = ['\n', '\n', '\n', '\n', '\r\n', '\r\r\n'];

/** Lines with their ends; the last may have none. */
export function linesFrom(machine: Machine, seeds: readonly LineSeed[]): Uint8Array[] {
  return seeds.map((seed, i) => {
    const dice = new Dice(seed.seed ^ 0x55555555);
    const end = i === seeds.length - 1 && dice.below(2) === 0 ? dice.of(['', '\r']) : dice.of(ends);
    return Buffer.concat([content(machine, seed), Buffer.from(end)]);
  });
}
