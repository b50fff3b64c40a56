import { expect, it } from 'vitest';
import { ownDefinition, readLines } from './kit.ts';

const time = { time: { field: 't', formats: 'iso' } };
const t = '2026-11-22T00:00:00.000Z';

/** The fields of `event` behind some steps. */
function after(event: object, ...steps: readonly object[]) {
  const definition = ownDefinition({ parse: { json: 'lines' }, steps: [time, ...steps], message: false });
  const { documents, reasons, filtered } = readLines(definition, JSON.stringify({ t, ...event }));
  const [document] = documents;
  if (!document) return reasons[0] ?? filtered;
  const { '@timestamp': _, t: __, type: ___, tags, ...fields } = document;
  return (tags as string[]).length > 1 ? { ...fields, tags } : fields;
}

it.each<[object, object, unknown]>([
  [{ a: 1 }, { rename: { a: 'b.c' } }, { b: { c: 1 } }],
  [{ a: 1, b: 2 }, { remove: ['a', 'x'] }, { b: 2 }],
  [{ a: 'x', n: 3 }, { add: { s: '%{a}-%{n}-%{no}', k: 7 } }, { a: 'x', n: 3, s: 'x-3-', k: 7 }],
  [
    { a: '12', b: ['1', '2'] },
    { convert: { a: 'integer', b: 'integer', c: 'integer' } },
    { a: 12, b: [1, 2] },
  ],
  [{ a: 'x' }, { convert: { a: 'integer' } }, 'a is no integer'],
  [{ a: 'Ab', b: ['C'], n: 1 }, { lower: ['a', 'b', 'n'] }, { a: 'ab', b: ['c'], n: 1 }],
  [{ a: 'ab' }, { upper: 'a' }, { a: 'AB' }],
  [{ a: ' ab ' }, { strip: 'a' }, { a: 'ab' }],
  [{ a: 'x|y' }, { split: { a: '|' } }, { a: ['x', 'y'] }],
  [{ a: 'a1b22' }, { replace: { field: 'a', pattern: '[0-9]+', with: '#' } }, { a: 'a#b#' }],
  [{ a: 6 }, { lookup: { field: 'a', to: 'p', table: { 6: 'tcp' } } }, { a: 6, p: 'tcp' }],
  [{ a: 7 }, { lookup: { field: 'a', to: 'p', table: { 6: 'tcp' } } }, { a: 7 }],
  [{ a: 7 }, { lookup: { field: 'a', to: 'p', table: {}, otherwise: '?' } }, { a: 7, p: '?' }],
  [{ a: 'k=v' }, { parse: { field: 'a', dissect: '%{x}=%{y}' } }, { a: 'k=v', x: 'k', y: 'v' }],
  [{ a: 'kv' }, { parse: { field: 'a', dissect: '%{x}=%{y}' } }, 'a: no "=" comes behind %{x}'],
  [{ a: 'v7' }, { parse: { field: 'a', regex: 'v(?<v>[0-9])' } }, { a: 'v7', v: '7' }],
  [{ ip: '192.0.2.1' }, { geo: { ip: 'where' } }, { ip: '192.0.2.1', tags: ['app', '_geo_where_not_found'] }],
  [
    { a: '60' },
    { time: { field: 'a', formats: 'seconds', to: 'b' } },
    'a is not within the accepted window of times',
  ],
  [{ a: 1 }, { 'leave-out': 'all' }, { all: 1 }],
  [{ constructor: 1 }, { remove: 'toString' }, { constructor: 1 }],
])('%j, %j', (event, step, expected) => {
  expect(after(event, step)).toEqual(expected);
});

const meant = { remove: 'a' };
it.each<[object, object, boolean]>([
  [{ a: 200 }, { equals: { a: '200' } }, true],
  [{ a: [1, 2] }, { equals: { a: 2 } }, true],
  [{ a: 'x' }, { in: { a: ['y', 'x'] } }, true],
  [{ a: '/api/v1' }, { matches: { a: '^/api' } }, true],
  [{ a: 1 }, { exists: ['a', 'b'] }, false],
  [{ a: '10' }, { above: { a: 9 } }, true],
  [{ a: 'ten' }, { above: { a: 9 } }, false],
  [{ a: 10 }, { 'at-least': { a: 10 }, 'at-most': { a: 10 } }, true],
  [{ a: 10 }, { below: { a: 10 } }, false],
  [{ a: '10.1.2.3' }, { cidr: { a: ['192.168.0.0/16', '10.0.0.0/8'] } }, true],
  [{ a: '2001:db8::1' }, { cidr: { a: '2001:db8::/32' } }, true],
  [{ a: 'x' }, { cidr: { a: '0.0.0.0/0' } }, false],
  [{ a: 1 }, { not: { equals: { a: 1 } } }, false],
  [{ a: 1 }, { any: [{ equals: { a: 2 } }, { exists: 'a' }] }, true],
  [{ a: 1 }, { all: [{ equals: { a: 2 } }, { exists: 'a' }] }, false],
])('%j when %j: %s', (event, when, holds) => {
  expect(after(event, { ...meant, when })).toEqual(holds ? {} : event);
});

it('a line of which nobody can say whether a condition is true is malformed', () => {
  const when = { matches: { a: '(a{0,30}){30}$' } };
  expect(after({ a: 'a'.repeat(200_000) }, { 'leave-out': 'x', when })).toBe(
    'a is too long for an expression of this size',
  );
});

it('numbers keep their digits, a field wins over the line, and logs of the event keep what is in them', () => {
  const line = `{"t":"${t}","n":12345678901234567890,"message":"m","log":{"level":"warn"},"tags":["x"]}`;
  const { json } = readLines(ownDefinition({ parse: { json: 'lines' }, steps: [time], tags: ['web'] }), line);
  expect(json).toEqual([
    `{"type":"app","message":"m","t":"${t}","n":12345678901234567890,"log":{"level":"warn"},"tags":["app","web","x"],"@timestamp":"${t}"}`,
  ]);
});

it('CSV takes its columns from the first line, wherever that stands again', () => {
  const definition = ownDefinition({ parse: { csv: { separator: ';' } }, steps: [time], message: false });
  const { documents, reasons, read } = readLines(definition, 't;"a b"', `${t};1`, 't;"a b"', `${t};"x;y"`, t);
  expect(documents.map((one) => one['a b'])).toEqual(['1', 'x;y']);
  expect(reasons).toEqual(['1 values, and there are 2 columns']);
  expect(read).toBe(3);
});

it('what is kept is what the condition says, and the others have a name', () => {
  const steps = [time, { keep: 'not-mine', when: { equals: { a: 1 } } }];
  const lines = [1, 2, 3].map((a) => JSON.stringify({ t, a }));
  const { documents, filtered } = readLines(ownDefinition({ parse: { json: 'lines' }, steps }), ...lines);
  expect(documents.map(({ a }) => a)).toEqual([1]);
  expect(filtered).toEqual({ 'not-mine': 2 });
});

it('a line without the time of the event is malformed', () => {
  const { reasons } = readLines(ownDefinition({ parse: { json: 'lines' }, steps: [time] }), '{}', '[]', '{');
  expect(reasons[0]).toBe('no step found the time of the event');
  expect(reasons).toHaveLength(3);
});
