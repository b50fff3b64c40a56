import { never } from '../../model/errors.ts';
import { isPresent } from './column-source.ts';
import { fragmentBits, maxFragmentBytes, notKept, nowhere, unitWords } from './geo-fragments.ts';
import { dateBytes } from './iso-dates.ts';
import { appendText, equalsText } from './literals.ts';
import type { LinePlan, Plan } from './plan.ts';

/*
 * Code for what a document has besides its columns. The columns were read: `s3` and `n3` are where the value of column 3
 * begins and its bytes. `o` is where the next byte goes.
 */

/** Lines that another value filters are counted and gone. */
export function keepSource({ keep }: LinePlan): string {
  if (keep === undefined) return '';
  const [start, length] = [`s${keep.column}`, `n${keep.column}`];
  const { equals } = keep;
  const isKept =
    equals === undefined ? 'false' : `${length} === ${equals.length} && ${equalsText(equals, start)}`;
  return `if (!(${isKept})) {
  if (!state.filtered(${start}, ${length})) break fast;
  o = item;
  p = next;
  continue;
}
`;
}

/** Reads the times, `t0` is the event's, and writes them. */
export function timesSource(plan: Plan): string {
  const read = plan.times.map(({ column }, i) => {
    const present = isPresent(plan, `s${column}`, `n${column}`);
    const value = `readDigits(view, s${column}, n${column})`;
    const isBad = `t${i} < 0 || !(t${i} >= earliest && t${i} <= latest)`;
    if (i === 0) return `if (!(${present})) break fast;\nconst t0 = ${value};\nif (${isBad}) break fast;\n`;
    return `const h${i} = ${present};\nconst t${i} = h${i} ? ${value} : 0;\nif (h${i} && (${isBad})) break fast;\n`;
  });
  const write = plan.times.map(({ target }, i) => {
    const key = appendText(`,${JSON.stringify(target)}:"`);
    const date = `dates.write(out, o, t${i});\no = (o + ${dateBytes}) | 0;\n`;
    if (i > 0) return `if (h${i}) {\n${key}${date}}\n`;
    const again = [0, 8, 16]
      .map((at) => `out.setFloat64((o + ${at}) | 0, out.getFloat64((s + ${at}) | 0, true), true);\n`)
      .join('');
    return `${appendText('"@timestamp":"')}s = o;\n${date}${key}${again}out.setInt8((o + 24) | 0, 34);\no = (o + ${dateBytes}) | 0;\n`;
  });
  return `${read.join('')}${enterSource('t0')}${write.join('')}`;
}

/** Makes the action line that of the index for a time in whole s, or the line is malformed. */
export function enterSource(time: string): string {
  return `if (!(${time} >= state.spanFrom && ${time} < state.spanTo) && !state.enter(${time})) break fast;\n`;
}

/** Type, tags and places. */
export function geoSource(plan: Plan): string {
  const find = plan.geo.map(({ column }, i) => {
    const [start, length] = [`s${column}`, `n${column}`];
    return `const g${i} = ${isPresent(plan, start, length)};
const f${i} = g${i} ? geo.find(view, ${start}, ${length}) : ${nowhere};
if (f${i} === ${notKept}) break fast;
`;
  });
  const tags = plan.geo.map(
    ({ failureTag }, i) => `if (f${i} === ${nowhere}) {\n${appendText(`,${JSON.stringify(failureTag)}`)}}\n`,
  );
  // The second look-up may have had everything forgotten.
  const [before, after] =
    plan.geo.length > 1
      ? ['const generation = geo.generation;\n', 'if (geo.generation !== generation) break fast;\n']
      : ['', ''];
  const head = `,"type":${JSON.stringify(plan.name)},"tags":[${JSON.stringify(plan.name)}`;
  const places = plan.geo.map((_, i) => placeSource(plan, i));
  return [before, ...find, after, appendText(head), ...tags, appendText(']'), ...places].join('');
}

function placeSource(plan: Plan, i: number): string {
  const { column, target } = plan.geo[i] as Plan['geo'][number];
  const key = `,${JSON.stringify(target)}:{`;
  return `if (f${i} !== ${nowhere}) {
${appendText(`${key}"ip":"`)}
for (x = 0; x < n${column}; x = (x + 4) | 0) out.setInt32((o + x) | 0, view.getInt32((s${column} + x) | 0, true), true);
o = (o + n${column}) | 0;
out.setInt8(o, 34);
x = f${i} & ${maxFragmentBytes};
copyWords(out, (o + 1) | 0, geo.words, (f${i} >>> ${fragmentBits}) * ${unitWords}, x);
o = (o + x + 1) | 0;
} else if (g${i}) {
${appendText(`${key}}`)}
}
`;
}

/** Names of numbers, ready-made with their keys. What is no canonical number has none. */
export function namesSource({ names }: Plan): string {
  const each = names.map(
    ({ column }, i) => `x = readDigits(view, s${column}, n${column});
const w${i} = x < 0 ? undefined : state.names[${i}][x];
if (w${i} !== undefined) {
  copyWords(out, o, w${i}.words, 0, w${i}.bytes);
  o = (o + w${i}.bytes) | 0;
}
`,
  );
  return each.join('');
}

/** What is made of several columns. */
export function derivedSource(plan: Plan): string {
  const each = plan.derived.map(({ columns }, i) => {
    const ends = columns.map((column) => {
      const [start, length] = [`s${column}`, `n${column}`];
      return `${start}, ${isPresent(plan, start, length)} ? ${length} : 0`;
    });
    return `o = state.derived[${i}](view, out, o, ${ends.join(', ')});\n`;
  });
  return each.join('');
}

/** The line itself, and where it comes from. */
export function messageSource(plan: LinePlan): string {
  const copy =
    plan.id === 'content'
      ? 'copyAndHash(view, line, length, out, o, hash)'
      : 'copyLine(view, line, length, out, o)';
  const separator = String.fromCharCode(plan.separator);
  const escaped = JSON.stringify(separator).slice(1, -1);
  const pass =
    escaped === separator
      ? 'o = (o + length) | 0;\n'
      : `o = copyEscaping(view, line, length, out, o, ${plan.separator}, ${JSON.stringify(escaped)});\n`;
  return `${appendText(',"message":"')}if (!${copy}) break fast;
${pass}${endSource(plan)}`;
}

/** What is behind the message; sets `offset`. */
export function endSource(plan: LinePlan): string {
  const origin = `o = writeDigits(out, o, offset, digitCount(offset));\n${appendText('}}\n')}`;
  return `const offset = ${plan.hasRows ? 'state.row' : 'state.base + line'};
copyWords(out, o, state.behindMessage.words, 0, state.behindMessage.bytes);
o = (o + state.behindMessage.bytes) | 0;
${plan.origin ? origin : ''}`;
}

/** The action line, into the room in front of the document; where that was wrong, the document is moved. */
export function actionSource(plan: LinePlan): string {
  const { before, bytes, write } = idSource(plan);
  const closing = plan.id === 'none' ? '' : '"}}\n';
  return `${before}const actionBytes = state.action.bytes + ${bytes} + ${closing.length};
if (actionBytes !== state.actionBytes) o = state.move(item, actionBytes, o);
copyExactly(out, item, state.action);
q = (item + state.action.bytes) | 0;
${write}${closing === '' ? '' : `out.setInt32(q, ${Buffer.from(closing).readInt32LE()}, true);\n`}`;
}

function idSource({ id }: LinePlan): { before: string; bytes: string; write: string } {
  switch (id) {
    case 'content':
      return { before: '', bytes: '22', write: 'writeId(out, q, hash);\nq = (q + 22) | 0;\n' };
    case 'none':
      return { before: '', bytes: '0', write: '' };
    case 'logstash':
      return number('hash32(view, line, next - line - state.missing)');
    case 'position':
      return number('offset');
    default:
      return never(id);
  }
}

function number(value: string): { before: string; bytes: string; write: string } {
  return {
    before: `const id = ${value};\nconst idBytes = digitCount(id);\n`,
    bytes: 'idBytes',
    write: 'q = writeDigits(out, q, id, idBytes);\n',
  };
}
