import { ownFormats } from '../../../src/app/own-formats.ts';
import { settings } from '../../../src/app/settings/settings.ts';
import { formats } from '../../../src/formats/catalogue.ts';
import type { PipelineDefinition } from '../../../src/parse/definition.ts';
import { eventLogs } from '../../helpers/event-logs.ts';
import { storedFormats } from '../../helpers/stored-formats.ts';

/** A pipeline, and an object as it should be. */
export interface FamilySample {
  readonly definition: PipelineDefinition;
  readonly content: Uint8Array;
}

const time = { time: { field: 't', formats: ['iso', 'milliseconds', 'clf', 'yyyy-MM-dd HH:mm:ss'] } };
const own: readonly (readonly [parse: object, steps: readonly object[], content: string])[] = [
  [
    { dissect: '%{t} %{?key}=%{&key} %{c->} %{+d} [%{e}]' },
    [{ convert: { c: 'integer' } }, { split: { e: '|' } }],
    '2026-11-22T00:00:00Z user=amy 17   x [a|b]\n2026-11-22T00:00:01Z __proto__=amy 18 y [a]\n',
  ],
  [
    { regex: '^(?<t>\\S+) (?<level>[A-Z]+) (?<text>.*)$' },
    [{ replace: { field: 'text', pattern: '(a+)+$', with: '<$1>' } }, { add: { copy: '%{text}:%{no}' } }],
    '2026-11-22T00:00:00Z INFO baaa\n2026-11-22T00:00:01Z WARN x\n',
  ],
  [
    { json: 'lines' },
    [{ rename: { a: 'b.c' } }, { lower: 'd' }, { remove: 'e' }, { geo: { ip: 'where' } }],
    '{"t":"2026-11-22T00:00:00Z","a":{"x":[1,{"y":2}]},"d":["A"],"ip":"192.0.2.1","n":12345678901234567890}\n',
  ],
  [{ json: 'records' }, [], '{"x":1,"Records":[{"t":1795305600000,"a":1},{"t":1795305600001,"a":[{}]}]}'],
  [
    { csv: {} },
    [{ convert: { cost: 'decimal' } }],
    't,item,cost\n2026-11-22 00:00:00,"a ""b"", c",0.5\n2026-11-22 00:00:01,d,1\n',
  ],
];

const ownDefinitions = ownFormats(
  settings.parse({
    'own-pipelines': own.map(([parse, steps], i) => ({
      ...{ name: `own${i}x`, match: { key: `${i}/**` }, parse, steps: [time, ...steps], id: 'position' },
    })),
  }),
).map(({ definition }) => definition);

/** Every kind of log but flow logs, which have a fuzzer of their own. */
export const familySamples: readonly FamilySample[] = [
  ...[...storedFormats, ...eventLogs].map(({ pipeline, content }) => ({
    definition: definitionOf(pipeline),
    content: Uint8Array.from(content),
  })),
  ...ownDefinitions.map((definition, i) => ({
    definition,
    content: Uint8Array.from(Buffer.from(own[i]?.[2] ?? '')),
  })),
];

function definitionOf(name: string): PipelineDefinition {
  const found = formats.find(({ definition }) => definition.name === name);
  if (!found) throw new Error(`no pipeline ${name}`);
  return found.definition;
}
