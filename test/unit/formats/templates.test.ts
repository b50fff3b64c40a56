import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../../src/app/settings/load.ts';
import { globMatches } from '../../../src/app/template/glob.ts';
import { asRecord, flattenMapping } from '../../../src/app/template/mapping.ts';
import { templateSources } from '../../../src/app/template/sources.ts';
import { inTime, neededTemplates } from '../../../src/app/template/templates.ts';
import { formats } from '../../../src/formats/catalogue.ts';
import { storedFormats } from '../../helpers/stored-formats.ts';

const settings = loadSettings({}, undefined, []);
/** Digests become no documents. */
const pipelines = formats
  .map(({ definition }) => definition.name)
  .filter((name) => name !== 'cloudtraildigest');

/** Leaves of a document by their path. */
function leavesOf(value: unknown, path = ''): [string, unknown][] {
  const fields = Object.entries(asRecord(value));
  if (fields.length === 0) return path === '' ? [] : [[path, value]];
  return fields.flatMap(([name, inner]) => leavesOf(inner, path === '' ? name : `${path}.${name}`));
}

/** What JSON may hold for a field of a type; a status of `000` is a text, which the servers coerce. */
const holds: Readonly<Record<string, (value: unknown) => boolean>> = {
  keyword: (value) => typeof value === 'string' || Array.isArray(value),
  ip: (value) => typeof value === 'string' && /^[0-9a-f:.]+$/.test(value),
  long: (value) => Number.isInteger(Number(value)),
  double: (value) => typeof value === 'number',
  float: (value) => typeof value === 'number',
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  object: (value) => Object.keys(asRecord(value)).length === 0,
};

describe('the template of a pipeline', () => {
  it.each(storedFormats)(
    '$pipeline maps every field of its documents ($fixture)',
    ({ pipeline, expected }) => {
      const fields = flattenMapping(templateSources[pipeline]?.mappings);
      for (const [path, value] of expected.flatMap(({ document }) => leavesOf(document))) {
        const type = fields.get(path)?.type ?? '';
        // What CloudFront offers later is mapped by the dynamic templates.
        if (path.startsWith('other.')) continue;
        const fits = holds[type] ?? (() => path.endsWith('.location.lat') || path.endsWith('.location.lon'));
        expect(fits(value), `${path}: ${JSON.stringify(value)} as ${type}`).toBe(true);
      }
    },
  );

  it('is about its own indices alone: servers refuse two of one priority for one index', () => {
    const templates = neededTemplates(settings);
    expect(templates.map(({ fingerprint }) => fingerprint.pipeline)).toEqual(pipelines);
    for (const { sample, name } of templates) {
      const matching = templates.filter(({ pattern }) => globMatches(pattern, sample));
      expect(matching.map((template) => template.name)).toEqual([name]);
    }
  });

  it('has what every document has, and its own revision', () => {
    for (const { definition, revision } of formats) {
      const { mappings } = templateSources[definition.name] ?? {};
      expect(mappings?._meta.logflow).toEqual({ template: definition.name, revision });
      const fields = flattenMapping(mappings);
      expect(fields.get('@timestamp')).toEqual({ type: 'date' });
      expect(fields.get('log.file.path')).toEqual({ type: 'keyword', ignoreAbove: 2048 });
      expect(fields.get('s3.metadata')).toMatchObject({ unsearchable: true });
    }
  });

  it('is asked for at the start for flow logs, and for all pipelines that are named', () => {
    const names = (given: object) => {
      const { first, later } = inTime(loadSettings(given, undefined, []));
      return [first, later].map((templates) => templates.map(({ fingerprint }) => fingerprint.pipeline));
    };
    expect(names({})).toEqual([['vpcflowlogs'], pipelines.filter((name) => name !== 'vpcflowlogs')]);
    expect(names({ pipelines: 's3access, albaccess' })).toEqual([['albaccess', 's3access'], []]);
  });
});
