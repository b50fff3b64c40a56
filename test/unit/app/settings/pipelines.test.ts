import { describe, expect, it } from 'vitest';
import { definitions } from '../../../../src/app/pipelines.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';

const load = (given: object) => loadSettings(given, undefined, []);
const indices = (given: object) =>
  Object.fromEntries(definitions(load(given)).map(({ name, index, id }) => [name, `${index} ${id}`]));

describe('the setting pipelines', () => {
  it('chooses by name; a flag and a variable bring them as one text', () => {
    expect(Object.keys(indices({ pipelines: 'albaccess,vpcflowlogs' }))).toEqual([
      'vpcflowlogs',
      'albaccess',
    ]);
    expect(Object.keys(indices({}))).toContain('s3access');
  });

  it.each([
    ['albacess', /"albacess" is no pipeline; did you mean albaccess\?/],
    ['nginx', /"nginx" is no pipeline; there are vpcflowlogs, albaccess/],
    ['', /must name at least one/],
  ])('refuses %j', (pipelines, why) => {
    expect(() => load({ pipelines })).toThrow(why);
  });

  it('decides which pipeline --index and --id are about', () => {
    const given = { index: 'mine-{yyyy}', id: 'content' };
    expect(indices(given)).toMatchObject({
      vpcflowlogs: 'mine-{yyyy} content',
      albaccess: 'albaccess-{yyyy}-{MM}-{dd} position',
    });
    expect(indices({ ...given, pipelines: ['s3access'] })).toEqual({ s3access: 'mine-{yyyy} content' });
    expect(indices({ 'data-stream': true, pipelines: ['s3access'] })).toEqual({
      s3access: 's3access position',
    });
  });

  it.each([
    [{ pipelines: 'albaccess,s3access', index: 'mine' }, /--index: is about one pipeline/],
    [{ pipelines: 'albaccess,s3access', id: 'none' }, /--id: is about one pipeline/],
    [{ pipelines: 'albaccess,s3access', 'data-stream': true }, /--data-stream: is about one pipeline/],
    [{ pipelines: 'albaccess', enrich: 'ports' }, /--enrich: is about flow logs/],
    [{ pipelines: 'albaccess', schema: 'ecs' }, /--schema: is about flow logs/],
  ])('refuses %j', (given, why) => {
    expect(() => load(given)).toThrow(why);
  });
});
