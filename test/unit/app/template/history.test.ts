import { describe, expect, it } from 'vitest';
import { changedProblem } from '../../../../src/app/template/change-problem.ts';
import { type History, historyOf, type IndexMapping } from '../../../../src/app/template/history.ts';
import type { FoundTemplate, Inspection } from '../../../../src/app/template/inspect.ts';
import { type IndexTemplate, marked } from '../../../../src/app/template/target.ts';
import { fingerprintFor, templateFor } from '../../../helpers/template-kit.ts';

const index = 'flows-{yyyy}-{MM}-{dd}';
const template = templateFor(index);
const ours = template.fingerprint;
const tokyo = { ...ours, timezone: 'Asia/Tokyo' };
const byPlace = { ...ours, id: 'position' };

const carrying = (fingerprint: object, before: readonly object[] = []) =>
  marked({}, fingerprint as typeof ours, before);
const indexOf = (day: string, mapping: unknown): IndexMapping => [`flows-2026-11-${day}`, mapping];

function inspection(mapping?: unknown): Inspection {
  const found = { name: 'flows', mappings: mapping } as FoundTemplate;
  const effective = mapping === undefined ? [] : [{ ...found, api: 'legacy' as const }];
  return { kind: 'inspected', api: 'legacy', effective, mapping: mapping ?? {}, hidden: [] };
}

function problemOf(history: History, of: IndexTemplate = template) {
  if (history.kind !== 'changed') throw new Error(history.kind);
  return changedProblem(history, of, undefined);
}

describe('what was written before (R9)', () => {
  it.each([
    ['nothing', undefined, [], 'unmarked'],
    ['our template', carrying(ours), [], 'same'],
    ['a template and an index without', { properties: {} }, [indexOf('23', {})], 'unmarked'],
    ['an index of ours', undefined, [indexOf('23', carrying(ours))], 'unmarked'],
    ["another run's template", carrying({ ...tokyo, index: 'flows-test-{yyyy}' }), [], 'unmarked'],
    ['what the template replaced', carrying(ours, [tokyo]), [indexOf('23', carrying(tokyo))], 'same'],
    [
      'what the newest index replaced',
      undefined,
      [indexOf('22', carrying(tokyo)), indexOf('23', carrying(ours, [tokyo]))],
      'unmarked',
    ],
    ['less than all', carrying({ index, timezone: 'UTC' }), [], 'same'],
    ['the zone by another name', carrying({ ...ours, timezone: 'Etc/GMT' }), [], 'same'],
    ['another template', carrying(tokyo), [], 'changed'],
    ['another index', undefined, [indexOf('23', carrying(tokyo))], 'changed'],
    ['another index beside our template', carrying(ours), [indexOf('23', carrying(tokyo))], 'changed'],
    ['a third one', carrying(ours, [tokyo]), [indexOf('23', carrying(byPlace))], 'changed'],
    // An agreement that was taken back: the template speaks.
    [
      'an index that replaced the template',
      carrying(tokyo),
      [indexOf('23', carrying(ours, [tokyo]))],
      'changed',
    ],
    [
      'an older index that replaced the newest',
      undefined,
      [indexOf('22', carrying(ours, [tokyo])), indexOf('23', carrying(tokyo, [ours]))],
      'changed',
    ],
  ] as const)('%s', (_, mapping, indices, kind) => {
    expect(historyOf(ours, inspection(mapping), indices).kind).toBe(kind);
  });

  it('names the newest index, counts the others, and keeps all that is replaced', () => {
    const indices = ['21', '22', '23'].map((day) => indexOf(day, carrying(day === '21' ? byPlace : tokyo)));
    const history = historyOf(ours, inspection({}), indices);
    expect(history).toMatchObject({ kind: 'changed', written: true, old: [tokyo, byPlace] });
    expect(problemOf(history)).toEqual({
      code: 'LF_PIPELINE_CHANGED',
      message:
        'the index flows-2026-11-23 and 2 indices: made with timezone Asia/Tokyo; this run has timezone UTC, and would write what is loaded again a second time',
      hint: 'Run with --timezone Asia/Tokyo as before; or give --index a name of its own; or, if a second copy may be, run `logflow template install --accept-change` with the settings of this run.',
    });
  });

  it.each([
    ['no index', [], false],
    ['one of ours alone', [indexOf('23', carrying(ours))], false],
    ["another run's alone", [indexOf('23', carrying({ ...tokyo, index: 'flows-test-{yyyy}' }))], false],
    ['one that says nothing', [indexOf('23', {})], true],
    ['nobody may look', undefined, true],
  ])('another template, %s: written is %s', (_, indices, written) => {
    expect(historyOf(ours, inspection(carrying(tokyo)), indices)).toMatchObject({ kind: 'changed', written });
  });

  it('the version that comes with the program is no setting', () => {
    const old = { ...ours, version: '0', id: 'none' };
    const { hint } = problemOf(historyOf(ours, inspection(carrying(old)), []));
    expect(hint).toContain('Run the version of logflow that made it, with --id none; or');
    expect(hint).toContain('no index was written with the old values');
  });

  it('whatever stands there is one line of bounded length, and no crash', () => {
    const nasty = `a\n${'x'.repeat(900)}`;
    const odd = carrying({ index, timezone: nasty, id: { a: 1 }, version: 7 }, [nasty as unknown as object]);
    const { message, hint } = problemOf(historyOf(ours, inspection(odd), [indexOf('23', odd)]));
    expect(message).not.toContain('\n');
    expect(message.length + hint.length).toBeLessThan(2_000);
    const long = carrying({ ...tokyo, index: '{'.repeat(1_000_000) });
    expect(historyOf(ours, inspection(long), []).kind).toBe('unmarked');
    for (const value of [null, 7, 'x', [], { logflow: 7 }, { logflow: { pipeline: [] } }]) {
      expect(historyOf(ours, inspection({ _meta: value }), []).kind).toBe('unmarked');
    }
  });

  it('the time zone decides nothing where no date is in the name', () => {
    expect(fingerprintFor({ index: 'flows', timezone: 'Asia/Tokyo' })).toEqual(
      fingerprintFor({ index: 'flows' }),
    );
    expect(fingerprintFor({ index, timezone: 'Japan' }).timezone).toBe('Asia/Tokyo');
  });
});
