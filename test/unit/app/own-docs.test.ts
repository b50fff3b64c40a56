import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ownDefinition, readLines } from '../parse/own/kit.ts';

const text = readFileSync(new URL('../../../docs/pipelines.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs)].map(
  ([, yaml = '', lines = '']) => {
    const [pipeline] = (parse(yaml) as { 'own-pipelines': [{ name: string }] })['own-pipelines'];
    return { pipeline, lines: lines.trimEnd().split('\n') };
  },
);

/** By name: some fields of the documents, and what was left out. */
const expected: Readonly<Record<string, readonly [readonly object[], object]>> = {
  web: [
    [
      {
        '@timestamp': '2020-10-10T20:55:36.000Z',
        http: { method: 'GET', path: '/a', version: 'HTTP/1.0', status: 200, bytes: 2326 },
      },
      { http: { method: 'GET', path: '/b', version: 'HTTP/1.0', status: 304 } },
    ],
    { 'health-checks': 1 },
  ],
  shop: [
    [
      { '@timestamp': '2026-11-22T07:30:00.125Z', level: 'info', order: '17', state: 'paid', done: true },
      { level: 'warn', text: 'card [card] refused', tags: ['shop', 'shop'] },
    ],
    { debug: 1 },
  ],
  billing: [
    [
      { item: 'disk', cost: 0.5, labels: ['a', 'b'] },
      { item: 'a "large" disk; two', cost: 1.25 },
    ],
    {},
  ],
  events: [
    [
      {
        '@timestamp': '2026-11-22T00:00:00.000Z',
        source: { ip: '192.0.2.1' },
        title: 'login from 192.0.2.1',
      },
    ],
    { internal: 1 },
  ],
};

it.each(examples.map(({ pipeline, lines }) => [pipeline.name, pipeline, lines] as const))(
  'docs/pipelines.md: %s does what it says',
  (name, pipeline, lines) => {
    const { documents, filtered, reasons } = readLines(ownDefinition(pipeline), ...lines);
    const [wanted, leftOut] = expected[name] ?? [];
    expect(reasons).toEqual([]);
    expect(documents).toMatchObject(wanted ?? []);
    expect(filtered).toEqual(leftOut);
  },
);

it('has all of its examples', () => {
  expect(examples.map(({ pipeline }) => pipeline.name)).toEqual(Object.keys(expected));
});
