import type { TokensDefinition } from '../../../../src/parse/definition.ts';
import type { Dice } from './hostile.ts';

const times = [
  '2018-07-02T22:23:00.186641Z',
  '2018-07-02T22:23:00Z',
  '2018-07-02T22:23:00',
  '2018-07-02T22:23:59.9Z',
  '2018-07-02T00:00:00.05',
  '2020-02-29T23:59:59.999999999Z',
  '06/Feb/2019:00:00:38 +0000',
  '2019-12-04',
  '21:02:31',
  '1530570180186',
  '1530570180000',
  '1530570180',
];
const oddTimes = [
  '2018-07-02T22:23:00.Z',
  '2018-07-02T22:23:00.1234567890Z',
  '2018-07-02T22:23:00+09:00',
  '2018-07-02T22:23:00.5-0930',
  '2018-07-02T24:00:00Z',
  '2018-07-02T22:60:00Z',
  '2018-07-02T22:23:60Z',
  '2019-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2018-00-02T00:00:00Z',
  '2018-13-02T00:00:00Z',
  '2018-07-00T00:00:00Z',
  '2018-07-32T00:00:00Z',
  '1970-01-01T00:00:00.001Z',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59.999Z',
  '2018-07-02 22:23:00Z',
  '2018-07-02t22:23:00z',
  '06/feb/2019:00:00:38 +0000',
  '06/Feb/2019:00:00:38 -0800',
  '30/Feb/2019:00:00:38 +0000',
  '06/Feb/2019:00:00:38',
  '006/Feb/2019:00:00:38 +0000',
  '2019-12-4',
  '21:02',
  '25:02:31',
  '0',
  '01530570180186',
  '999999999999999',
];
const requests = [
  'GET http://www.example.com:80/ HTTP/1.1',
  '- http://x:443- -',
  'GET',
  'GET ',
  ' GET',
  'a  b',
  'POST /a\\x22b HTTP/2',
  'Mozilla/5.0 (X11; Linux x86_64)',
  'curl/7.46.0',
  'a "b" c',
  'a \\"b\\" c',
  'back\\\\',
  '\\',
  '',
  '-',
  'é',
  '[x]',
  'tab\there',
  '\u007f',
];
const addresses = [
  '192.168.131.39:2817',
  '54.1.1.1:443',
  '54.2.3.1:0',
  '2600:1f14::5:443',
  '[::1]:80',
  ':80',
  '1.2.3.4:',
  '1.2.3.4',
  '10.0.0.1:007',
  '54.1.1.1:-',
  '-:1',
  'a:b:c',
  `${'1'.repeat(60)}:1`,
];
const decimals = [
  '-1',
  '0',
  '0.000',
  '0.086',
  '12.5',
  '-0',
  '-0.0',
  '123456789012345678',
  '0.123456789012345678',
];
const oddDecimals = [
  '1.',
  '.5',
  '--1',
  '-',
  '+1',
  '01',
  '1e5',
  '1.2.3',
  '1234567890123456789',
  '1.1234567890123456789',
  'x',
  '-x',
  '5x',
];
const codes = [
  '200',
  '404',
  '500',
  '0',
  '99999',
  '65535',
  '9007199254740993',
  '123456789012345678',
  '1234567890123456789',
];
const texts = [
  'http',
  'arn:aws:x/y',
  '-',
  'Root=1-58337262',
  '"',
  'a"b',
  'a]',
  '"unended',
  '[unended',
  '""',
  '[]',
  '"-"',
  '[-]',
  '""x',
  '[a]b',
  'x'.repeat(90),
];

function valueFor(dice: Dice, name: string, isOdd: boolean, quoted: boolean): string {
  if (isOdd && dice.below(3) === 0) return dice.of([...texts, ...requests, ...oddTimes, ...addresses]);
  switch (name) {
    case 'iso':
      return isOdd ? dice.of(oddTimes) : dice.of(times.slice(0, 5));
    case 'clf':
      return isOdd
        ? dice.of([...oddTimes, ...times])
        : quoted && dice.below(2) === 0
          ? (times[6] ?? '')
          : '-';
    case 'last':
      return isOdd ? dice.of([...oddTimes, ...times]) : dice.of(['-', times[8] ?? '']);
    case 'address':
      if (dice.below(3) === 0) return dice.of(times);
      return isOdd ? dice.of(addresses) : '-';
    case 'client':
    case 'target':
      return isOdd
        ? dice.of(addresses)
        : dice.of(['-', `54.1.${dice.below(4)}.${dice.below(9)}:${dice.below(65536)}`]);
    case 'took':
      return isOdd ? dice.of([...oddDecimals, '1530570180186']) : dice.of(decimals);
    case 'code':
      return isOdd
        ? dice.of([...codes, ...oddDecimals, ...oddTimes, '1530570180186'])
        : dice.of(codes.slice(0, 6));
    case 'request':
    case 'agent':
      return isOdd ? dice.of(requests) : dice.of(requests.slice(0, 5));
    default:
      return isOdd ? dice.of(texts) : dice.of(texts.slice(0, 4));
  }
}

/** As the format writes it: what has spaces stands in marks. Odd ones stand in any. */
function word(dice: Dice, name: string, isOdd: boolean, quoted: boolean): string {
  const value = valueFor(dice, name, isOdd, quoted);
  if (!quoted || (isOdd && dice.below(4) === 0))
    return quoted || isOdd ? value : value.replaceAll(/[ \t]/g, '+');
  if (name === 'clf' && value !== '-') return `[${value}]`;
  if (name === 'request' || name === 'agent' || value.includes(' ')) return `"${value}"`;
  return isOdd && dice.below(6) === 0 ? dice.of([`"${value}"`, `[${value}]`]) : value;
}

function directive(dice: Dice, fields: readonly string[]): string {
  const shuffled = [...fields];
  const other = dice.below(fields.length);
  [shuffled[0], shuffled[other]] = [shuffled[other] ?? '', shuffled[0] ?? ''];
  return dice.of([
    '#Version: 1.0',
    '#',
    '#fields: a',
    `#Fields: ${fields.join(' ')}`,
    `#Fields: ${fields.join(' ')}`,
    `#Fields:${dice.of([' ', '  ', '\t'])}${fields.join(dice.of([' ', '\t']))} more`,
    `#Fields: ${fields.slice(0, -1).join(' ')}`,
    `#Fields: ${fields.slice(0, 3).join(' ')}`,
    `#Fields: ${shuffled.join(' ')}`,
    `#Fields: ${fields.join(' ')} kind`,
    '#Fields:',
    '#Fields: a"b',
  ]);
}

/** One line without its end, UTF-8 or not. */
export function tokenLine({ format, rules: _ }: TokensDefinition, shape: number, dice: Dice): Buffer {
  const { separator, fields, quoted } = format;
  if (shape === 0) return Buffer.alloc(0);
  if (shape === 1) return Buffer.from(directive(dice, fields));
  const mood = dice.below(12);
  const oddOne = dice.below(fields.length);
  const words = fields.map((name, i) => word(dice, name, mood < 2 || (mood < 4 && i === oddOne), quoted));
  if (shape === 2 || mood === 4) words.length = dice.below(words.length + 1);
  if (shape === 3 || mood === 5)
    words.push(...dice.times(1 + dice.below(2), () => word(dice, 'request', true, quoted)));
  const text = words.join(shape === 4 && dice.below(2) === 0 ? `${separator}${separator}` : separator);
  if (shape === 5) return Buffer.from(text).subarray(0, dice.below(150));
  const line = Buffer.from(text);
  // A byte of any kind, anywhere.
  if (dice.below(12) === 0 && line.length > 0) {
    const byte = dice.of([0, 9, 11, 13, 31, 34, 92, 91, 93, 127, 128, 255, dice.below(256)]);
    line[dice.below(line.length)] = byte === 10 ? 11 : byte;
  }
  return line;
}
