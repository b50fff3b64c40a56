import { describe, expect, it } from 'vitest';
import { compileDissect } from '../../../../src/parse/own/dissect.ts';

function dissect(pattern: string, text: string, separator?: string): object | string {
  const compiled = compileDissect(pattern, separator);
  if (compiled.kind === 'mistake') return `mistake: ${compiled.what}`;
  const found = compiled.read(text);
  return typeof found === 'string' ? found : Object.fromEntries(found);
}

/** What the documentation of Logstash's dissect filter says of each notation. */
describe("Logstash's way", () => {
  it.each([
    ['%{a} - %{b}', '1 - 2', { a: '1', b: '2' }],
    ['%{} %{?foo} %{b}', '1 2 3', { b: '3' }],
    // "The delimiter found before the field is appended with the value."
    ['%{ts} %{+ts} %{+ts} %{src}', 'Mar 16 00:01:25 evita', { ts: 'Mar 16 00:01:25', src: 'evita' }],
    ['%{a}-%{b}/%{+a}', '1-2/3', { a: '1/3', b: '2' }],
    ['%{+a/2} %{+a/1} %{+a/4} %{+a/3}', '1 2 3 go', { a: '2 1 go 3' }],
    ['%{a} %{b} %{+a}', '1 2 3 go', { a: '1 3 go', b: '2' }],
    ['error: %{?err}, %{&err}', 'error: some_error, some_description', { some_error: 'some_description' }],
    ['%{?a}: %{&a}', 'google: 77.98', { google: '77.98' }],
    ['%{a}: %{&a}', 'google: 77.98', { a: 'google', google: '77.98' }],
    [
      '%{name},%{a1},%{a2},%{a3},%{zip}',
      'Jane Doe,4321,,,87432',
      { name: 'Jane Doe', a1: '4321', a2: '', a3: '', zip: '87432' },
    ],
    [
      '%{id} %{fn->} %{server}',
      '00000043 ViewReceive     machine-321',
      { id: '00000043', fn: 'ViewReceive', server: 'machine-321' },
    ],
    [
      '%{id->} %{fn} %{server}',
      '00000043     ViewReceive machine-321',
      { id: '00000043', fn: 'ViewReceive', server: 'machine-321' },
    ],
    ['%{[source][ip]} %{rest}', '1.2.3.4 x', { 'source.ip': '1.2.3.4', rest: 'x' }],
  ])('%s of %j', (pattern, text, expected) => {
    expect(dissect(pattern, text)).toEqual(expected);
  });
});

/** What the reference of Elastic's dissect processor says. */
describe("Elastic's way", () => {
  it.each([
    ['%{a} %{+a} %{+a}', 'foo bar baz', '', { a: 'foobarbaz' }],
    ['%{key}-%{+key}-%{+key}', '1-2-3', ',', { key: '1,2,3' }],
    ['%{+key/3} %{+key/1} %{+key/2}', '1 2 3', '', { key: '231' }],
    ['%{+key/3} %{+key/1} %{+key/2}', '1 2 3', '::', { key: '2::3::1' }],
    ['%{+key/3} %{+key/1->} %{+key/2}', '1 2              3', '', { key: '231' }],
    ['%{a} %{+a/2} %{+a/1}', 'foo bar baz', '', { a: 'foobazbar' }],
    ['%{*a} %{b} %{&a}', 'foo bar baz', '', { foo: 'baz', b: 'bar' }],
    ['%{&key} %{*key}', 'hello world', '', { world: 'hello' }],
    [
      '[%{ts}] [%{level}] %{*p1}:%{&p1} %{*p2}:%{&p2}',
      '[t] [ERR] ip:1.2.3.4 error:REFUSED',
      '',
      { ts: 't', level: 'ERR', ip: '1.2.3.4', error: 'REFUSED' },
    ],
    ['%{a->},%{b}', 'foo,,,,,,bar', '', { a: 'foo', b: 'bar' }],
    ['%{->} %{b}', 'x     y', '', { b: 'y' }],
    ['%{id} %{server->} ', '43 machine-321    ', '', { id: '43', server: 'machine-321' }],
    ['/var/log/%{key}.log', '/var/log/foobar.log', '', { key: 'foobar' }],
    ['{%{a}}{%{b}} %{rest}', '{c}{d} anything', '', { a: 'c', b: 'd', rest: 'anything' }],
    ['%{a}࿏%{b} %{c}', '⟳༒࿏༒⟲ 子', '', { a: '⟳༒', b: '༒⟲', c: '子' }],
  ])('%s of %j, joined by %j', (pattern, text, separator, expected) => {
    expect(dissect(pattern, text, separator)).toEqual(expected);
  });
});

it.each([
  ['/var/log/%{key}.log', 'foobar', 'it does not begin with "/var/log/"'],
  ['/var/log/%{key}.log', '/var/log/foobar', 'no ".log" comes behind %{key}'],
  ['%{a} %{b} %{c}', 'foo bar', 'no " " comes behind %{b}'],
  ['%{?a}=%{&a}', '__proto__=1', 'what should be the name of a field is none'],
  ['%{?a}=%{&a}', '=1', 'what should be the name of a field is none'],
])('%s refuses %j: %s', (pattern, text, reason) => {
  expect(dissect(pattern, text)).toBe(reason);
});

it.each([
  ['anything', 'names no field'],
  ['%{a}%{b}', 'has nothing between %{a} and the next field'],
  ['%{} %{?a}', 'skips all of its fields'],
  ['%{some?thing}', '%{some?thing} has a name that is none'],
  ['%{+&a} %{b}', 'has a name that is none'],
  ['%{__proto__} %{b}', 'has a name that is none'],
  ['%{a} %{&b}', '%{&b} needs a %{*b}'],
  ['%{*a} %{b}', '%{*a} needs a %{&a}'],
  ['%{a/1} %{b}', '%{a/1} has an order, which is for %{name/1}'.replace('%{name', '%{+name')],
])('%s is no pattern: %s', (pattern, what) => {
  expect(dissect(pattern, '')).toContain(`mistake: `);
  expect(dissect(pattern, '')).toContain(what);
});
