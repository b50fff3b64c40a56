import { describe, expect, it } from 'vitest';
import { definitions, headsOf, pipelineOptions } from '../../../src/app/pipelines.ts';
import { loadSettings } from '../../../src/app/settings/load.ts';
import { createRoute } from '../../../src/core/route.ts';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadGeo } from '../../../src/parse/geo-data.ts';
import { inlineTransforms } from '../../../src/parse/transforms.ts';
import { storedFormats } from '../../helpers/stored-formats.ts';

const settings = loadSettings({}, undefined, []);
const env = { geo: geoLookup(await loadGeo()), now: () => Date.now() / 1000 };
const transforms = inlineTransforms(pipelineOptions(settings), env);
const route = createRoute(definitions(settings), transforms, headsOf(settings));

const claiming = (key: string) =>
  definitions(settings)
    .filter(({ claims }) => new RegExp(claims).test(key))
    .map(({ name }) => name)
    // Keys of CloudFront do not say whether it writes JSON: how the object begins does.
    .filter((name) => name !== 'cloudfrontjson');

async function documentsOf(key: string, content: Buffer) {
  const begun = route({ kind: 's3', bucket: 'b', key })?.begin(new Uint8Array(), {
    identity: { bucket: 'b', key, version: 'v' },
    uri: `s3://b/${key}`,
  });
  if (begun?.kind !== 'ready') throw new Error('not begun');
  const { body, ...chunk } = await begun.transform({ bytes: new Uint8Array(content), offset: 0 });
  const lines = Buffer.from(body).toString().trimEnd().split('\n');
  const items = lines.flatMap((line, i) =>
    i % 2 === 0
      ? []
      : [{ action: JSON.parse(lines[i - 1] ?? '').create, document: JSON.parse(line) as Loose }],
  );
  return { chunk, items };
}
type Loose = Record<string, unknown>;

describe.each(storedFormats)('the log $fixture', ({ pipeline, key, content, expected }) => {
  it.each([
    ['as AWS names it', key],
    ['below any prefix', `any/pre fix/${key}`],
  ])('is claimed by its key, and by one pipeline: %s', (_, name) => {
    expect(claiming(name)).toEqual([pipeline]);
  });

  it.each([`${key}.tmp`, `${key}/`, `${key.slice(0, key.lastIndexOf('/'))}/ELBAccessLogTestFile`])(
    'is not claimed as %s',
    (name) => {
      expect(claiming(name)).toEqual([]);
    },
  );

  it('makes the documents that are expected, and no line is lost', async () => {
    const { chunk, items } = await documentsOf(key, content);
    expect(chunk).toMatchObject({ malformed: 0, docs: expected.length, samples: [] });
    const lines = content.toString().trimEnd().split('\n');
    const made = items.map(({ action, document: { message, log, ...document } }) => {
      expect(lines).toContain(message);
      expect(log).toMatchObject({
        file: { path: `s3://b/${key}` },
        offset: content.indexOf(String(message)),
      });
      return { index: action._index, document };
    });
    expect(made).toEqual(expected);
  });

  it('is known by its first line under another name', () => {
    const unnamed = route({ kind: 'file', path: '/tmp/some.txt' });
    expect(unnamed?.forHead?.(content.toString())?.name).toBe(pipeline);
  });
});

describe('a line that is twice in an object', () => {
  it('is two events, as two requests in one moment leave equal lines', async () => {
    const [first] = storedFormats;
    const line = `${first?.content.toString().split('\n')[0]}\n`;
    const { items } = await documentsOf(first?.key ?? '', Buffer.from(line + line));
    expect(new Set(items.map(({ action }) => action._id)).size).toBe(2);
  });
});

describe('lines that are not as expected', () => {
  const keyOf = (name: string) => storedFormats.find(({ fixture }) => fixture === name)?.key ?? '';
  const lineOf = (name: string, at = 0) =>
    storedFormats
      .find(({ fixture }) => fixture === name)
      ?.content.toString()
      .split('\n')[at] ?? '';

  it('later fields that nobody knows yet are passed over', async () => {
    const { chunk } = await documentsOf(
      keyOf('albaccess'),
      Buffer.from(`${lineOf('albaccess')} 192.0.2.1 "x" "y"\n`),
    );
    expect(chunk).toMatchObject({ docs: 1, malformed: 0 });
  });

  it('addresses of IPv6 have their port behind the last colon', async () => {
    const line = lineOf('albaccess').replace('192.168.131.39:2817', '2001:db8::1:2817');
    const { items } = await documentsOf(keyOf('albaccess'), Buffer.from(`${line}\n`));
    expect(items[0]?.document).toMatchObject({ client_ip: '2001:db8::1', client_port: 2817 });
  });

  it.each([
    ['albaccess', 'a line of another log', '2 123456789010 eni-1 - - - - - - - - - - NODATA'],
    ['albaccess', 'a time that is none', lineOf('albaccess').replace('2018-07-02T', '2018-17-02T')],
    ['s3access', 'one that was cut off', lineOf('s3access').slice(0, 100)],
    ['cloudfront', 'spaces for tabs', lineOf('cloudfront', 2).replaceAll('\t', ' ')],
  ])('%s: %s is malformed', async (name, _, line) => {
    const { chunk } = await documentsOf(keyOf(name), Buffer.from(`${line}\n`));
    expect(chunk).toMatchObject({ docs: 0, malformed: 1 });
  });
});
