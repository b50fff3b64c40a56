import { describe, expect, it } from 'vitest';
import {
  consistentIndices,
  consistentSchema,
  noOverwriteInStream,
} from '../../../../src/app/settings/index-rules.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';

const whereOf = (given: Parameters<typeof consistentIndices>[0]) =>
  consistentIndices(given).map(({ where }) => where);

describe('data streams and daily indices', () => {
  it.each([
    [{}, []],
    [{ 'data-stream': 'true', index: 'flows' }, []],
    [{ 'data-stream': true, index: 'flows-{yyyy}' }, ['--data-stream, --index']],
    [{ 'data-stream': 'false', index: 'flows-{yyyy}' }, []],
    [{ 'delete-after': '90d' }, []],
    [{ 'delete-after': '90d', index: 'flows-{yyyy}-{MM}-{dd}' }, []],
    [{ 'delete-after': '90d', index: 'flows-{yyyy}-{MM}' }, ['--delete-after, --index']],
    [{ 'delete-after': '90d', 'data-stream': 'yes' }, ['--delete-after, --data-stream']],
  ])('%j: %j', (given, wrong) => {
    expect(whereOf(given)).toEqual(wrong);
  });

  it('does not overwrite in a data stream (R9)', () => {
    expect(noOverwriteInStream({ 'data-stream': 'true' })).toHaveLength(1);
    expect(noOverwriteInStream({})).toEqual([]);
  });

  it('holds for every command, and tells days from other times', () => {
    expect(loadSettings({ 'delete-after': '90d' }, undefined, [])['delete-after']).toBe(90);
    for (const wrong of ['90', '36h', '0d', '1.5d', '-1d', '10000d']) {
      expect(() => loadSettings({ 'delete-after': wrong }, undefined, [])).toThrow('must be days, like 90d');
    }
    expect(() => loadSettings({ 'data-stream': true, index: 'a-{dd}' }, undefined, [])).toThrow('one name');
  });
});

describe('names for numbers in ECS', () => {
  it.each([
    [{ enrich: 'ports' }, []],
    [{ schema: 'ecs' }, []],
    [{ schema: 'ecs', enrich: 'protocol,tcp-flags' }, []],
    [{ schema: 'ecs', enrich: 'protocol,ports' }, ['--enrich, --schema']],
    [{ schema: 'ecs', enrich: ['ports'] }, ['--enrich, --schema']],
  ])('%j: %j', (given, wrong) => {
    expect(consistentSchema(given).map(({ where }) => where)).toEqual(wrong);
    expect(consistentSchema(given).every(({ what }) => what.includes('no place for ports;'))).toBe(true);
  });
});
