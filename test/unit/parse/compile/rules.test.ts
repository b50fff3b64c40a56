import './cheap-parts.ts';
import { describe, expect, it, vi } from 'vitest';
import { familyLines } from '../../../../bench/family-lines.ts';
import { formats } from '../../../../src/formats/catalogue.ts';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { vpcFlowEcs } from '../../../../src/formats/vpc-flow-ecs.ts';
import type { BulkChunk } from '../../../../src/model/bulk.ts';
import { rulesPlanOf } from '../../../../src/parse/compile/rules-plan.ts';
import { rulesSource } from '../../../../src/parse/compile/rules-source.ts';
import { RunState } from '../../../../src/parse/compile/run-state.ts';
import type { PipelineDefinition, Rule, TokensDefinition } from '../../../../src/parse/definition.ts';
import type { GeoLookup } from '../../../../src/parse/geo-record.ts';
import { noHeader } from '../../../../src/parse/header.ts';
import { articleHeader, block, headerOf, items, now, object, onePlace, options } from '../support.ts';
import { expectSame, same } from './expect-same.ts';
import { Dice } from './hostile.ts';
import { twins } from './machines.ts';
import { hashedPlaces } from './places.ts';

const chosen = { ...options, origin: true, maxFuture: 10 ** 9 };
const time: Rule = { kind: 'time', to: '@timestamp', from: ['t'], format: 'seconds' };

function twinsOf(definition: PipelineDefinition, geo: GeoLookup = hashedPlaces) {
  if (definition.kind === 'records' || definition.kind === 'own') throw new Error('has no twin');
  const header = definition.kind === 'columns' ? headerOf(articleHeader, definition) : noHeader;
  return twins(
    { name: definition.name, definition, header, options: chosen, object },
    { geo, now: () => now },
  );
}

function tokens(rules: readonly Rule[], fields: readonly string[], quoted = true): TokensDefinition {
  return {
    ...{ kind: 'tokens', name: 'tokens', version: 1, claims: '', index: 'tokens', id: 'content' },
    format: { separator: ' ', quoted, absent: '-', fields, least: 1, directives: false },
    rules,
  };
}

function both(definition: PipelineDefinition, text: string | Uint8Array, geo?: GeoLookup): BulkChunk {
  const { plain, fast } = twinsOf(definition, geo);
  const chunk = fast(block(text));
  expectSame(plain(block(text)), chunk, definition.name);
  return chunk;
}

const families: readonly PipelineDefinition[] = [
  vpcFlowEcs.definition,
  ...formats
    .map(({ definition }) => definition)
    .filter(({ kind, name }) => kind !== 'records' && name in familyLines),
];

describe('rules, compiled', () => {
  it.each(families.map((definition) => [definition.name, definition] as const))(
    'hand no usual line of %s to the interpreter',
    (name, definition) => {
      const slow = vi.spyOn(RunState.prototype, 'slow');
      try {
        const text = familyLines[name]?.(500) ?? '';
        const chunk = both(definition, text, onePlace);
        expect(chunk).toMatchObject({ malformed: 0 });
        const notRecords = text.split('\n').filter((line) => line.startsWith('#') || line === articleHeader);
        // The first of a kind of filtered lines, too.
        const kinds = Object.keys(chunk.filtered).length;
        expect(slow).toHaveBeenCalledTimes(notRecords.length + kinds);
      } finally {
        slow.mockRestore();
      }
    },
  );

  it.each(families.map((definition) => [definition.name, definition] as const))(
    'say of broken lines of %s what interpret says',
    (name, definition) => {
      const dice = new Dice(name.length);
      const lines = (familyLines[name]?.(40) ?? '').split('\n');
      const { plain, fast } = twinsOf(definition);
      let docs = 0;
      for (let n = 0; n < 1000; n += 1) {
        const bytes = Buffer.from(`${dice.of(lines)}\n${dice.of(lines)}`);
        for (let edits = dice.below(3); edits >= 0 && bytes.length > 0; edits -= 1) {
          bytes[dice.below(bytes.length)] = dice.of([
            9,
            10,
            13,
            32,
            34,
            45,
            48,
            57,
            58,
            91,
            92,
            93,
            dice.below(256),
          ]);
        }
        const cut = bytes.subarray(0, dice.below(4) === 0 ? dice.below(bytes.length + 1) : bytes.length);
        const [expected, got] = [plain(block(cut)), fast(block(cut))];
        if (!same(expected, got)) expectSame(expected, got, cut.toString('latin1'));
        docs += got.docs;
      }
      expect(docs).toBeGreaterThan(300);
    },
  );

  it('write a line of the greatest length as often as rules say', () => {
    const copies = Array.from(
      { length: 40 },
      (_, n): Rule => ({ kind: 'value', to: `c${n}`, from: 'x', as: 'text' }),
    );
    for (const quoted of [true, false]) {
      const definition = tokens([time, ...copies], ['t', 'x'], quoted);
      for (const mark of ['x', '"']) {
        const line = `1583680014 x${mark.repeat(16_000)}`;
        expect(both(definition, `${line}\n`.repeat(8)).docs).toBe(8);
      }
    }
  });

  it('leave a line whose index is one too many to be counted by the interpreter alone', () => {
    const definition = {
      ...tokens([time, { kind: 'value', to: 'n', from: 'n', as: 'integer' }], ['t', 'n']),
      index: 'tokens-{dd}',
    };
    const one = { name: '', definition, header: noHeader, options: { ...chosen, maxIndices: 1 }, object };
    const { plain, fast } = twins(one);
    // The first line is malformed: its index is not one of the object's.
    const text = '1583680014 x\n1583780014 1\n1583680014 1\n1583780014 "2\\"\n1583780014 3';
    const chunk = fast(block(text));
    expectSame(plain(block(text)), chunk);
    expect(chunk).toMatchObject({ docs: 2, malformed: 3 });
  });

  it('make fractions of seconds of the event time, and no other index of them', () => {
    const iso: Rule = { kind: 'time', to: '@timestamp', from: ['t'], format: 'iso' };
    const chunk = both(
      { ...tokens([iso], ['t']), index: 'tokens-{dd}' },
      '2020-03-08T23:59:59.999999Z\n2020-03-09T00:00:00.000Z\n2020-03-08T23:59:59.9Z',
    );
    expect(items(chunk).map(({ action }) => action.create?._index)).toEqual([
      'tokens-08',
      'tokens-09',
      'tokens-08',
    ]);
    expect(chunk.newest).toBe(Date.UTC(2020, 2, 9) / 1000);
  });
});

describe('the code that is generated of rules', () => {
  const hostile = '`alert(1)`*/ // \u2028"\n';
  const source = (rules: readonly Rule[], fields: readonly string[]) => {
    const plan = rulesPlanOf({ ...tokens(rules, fields), name: hostile }, noHeader, options, object);
    return plan && rulesSource(plan).source;
  };

  it('holds names and values only as bytes', () => {
    const code = source(
      [
        time,
        {
          kind: 'value',
          to: `${hostile}.x`,
          from: hostile,
          as: 'text',
          part: { kind: 'before-last', mark: '`' },
        },
        { kind: 'value', to: 'y', from: hostile, as: 'text', part: { kind: 'word', number: 2 } },
        { kind: 'constant', to: `z${hostile}`, value: [hostile], when: hostile },
        { kind: 'lookup', to: 'l', from: hostile, table: { '`alert(1)`*/': hostile } },
        { kind: 'list', to: `w${hostile}`, from: [hostile] },
        { kind: 'place', to: `p${hostile}`, from: [hostile], names: 'ecs', failureTag: hostile },
      ],
      ['t', hostile],
    );
    expect(code).toBeDefined();
    for (const part of ['alert', '*/', '`', '\u2028']) expect(code).not.toContain(part);
  });

  it.each<[string, Rule[]]>([
    ['a name that objects sort', [time, { kind: 'value', to: 'a.7', from: 'x', as: 'text' }]],
    ['__proto__', [time, { kind: 'value', to: '__proto__.a', from: 'x', as: 'text' }]],
    [
      'places of two kinds',
      [
        time,
        { kind: 'place', to: 'a', from: ['x'], names: 'ecs' },
        { kind: 'place', to: 'b', from: ['x'], names: 'article' },
      ],
    ],
    [
      'a large table of texts',
      [
        time,
        {
          kind: 'lookup',
          to: 'a',
          from: 'x',
          table: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`t${n}`, 't'])),
        },
      ],
    ],
  ])('is not made for %s', (_, rules) => {
    expect(source(rules, ['t', 'x'])).toBeUndefined();
  });

  it('is not made for flow logs as they are', () => {
    expect(rulesPlanOf(vpcFlow, headerOf(articleHeader), options, object)).toBeUndefined();
  });
});
