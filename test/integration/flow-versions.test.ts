import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flowDerived } from '../../src/formats/vpc-flow-derived.ts';
import { flowCounters, flowFields } from '../../src/formats/vpc-flow-fields.ts';
import { flowNames } from '../../src/formats/vpc-flow-names.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { defaultLines, flowRecords } from '../helpers/flow-records.ts';
import { asnMmdb, cityMmdb } from '../helpers/mmdb-samples.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const prefix = 'flowversions';
const withHeader = flowRecords.map(({ version, header, lines }) => [
  `v${version}.log.gz`,
  gzipSync([header, ...lines, ''].join('\n')),
]) as [string, Buffer][];
const withData = flowRecords.flatMap(({ lines }) => lines).filter((line) => /\bOK\b/.test(line));
/** The default records as they come by other ways: nothing new is in them. */
const otherWays: [string, string][] = [
  ['default-without-header.log', defaultLines.join('\n')],
  ['firehose', defaultLines.map((message) => JSON.stringify({ message })).join('')],
];
const exported = defaultLines.map((line) => `2014-12-14T04:06:50.000Z ${line}\n`).join('');

const inParquet = [2, 5, 6, 11];
const fixture = (version: number) =>
  fileURLToPath(new URL(`../fixtures/flows-v${version}.log.parquet`, import.meta.url));

/** Everything that may be written besides, from files in this folder. */
function enrichedBy(folder: string): string[] {
  const [city, asn] = ['City.mmdb', 'ASN.mmdb'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(city, cityMmdb());
  writeFileSync(asn, asnMmdb());
  const databases = ['--geo-database', city, '--geo-database', asn];
  return ['--enrich', 'protocol,ports,tcp-flags,direction,community-id', ...databases];
}

it.each([0, 1])(
  'Parquet gives the documents of the text, by the built program with %i threads (R37)',
  async (threads) => {
    await using folder = temporaryFolder();
    const texts = withHeader.map(([name, content]) => {
      const path = join(folder.path, name);
      writeFileSync(path, content);
      return path;
    });
    const documentsOf = async (files: readonly string[]) => {
      const args = ['--output', 'ndjson:-', `--threads=${threads}`, ...enrichedBy(folder.path)];
      const run = await runLogflow(['ingest', ...files, ...args]);
      expect(run).toMatchObject({ code: 0 });
      const lines = run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { _source: object });
      return lines.map(({ _source }) => JSON.stringify({ ..._source, message: '', log: '' })).sort();
    };
    const wanted = texts.filter((path) => inParquet.some((version) => path.endsWith(`v${version}.log.gz`)));
    const fromText = await documentsOf(wanted);
    expect(await documentsOf(inParquet.map(fixture))).toEqual(fromText);
    for (const field of [
      '"community_id":"1:',
      '"asn":16509',
      '"postal_code":"97818"',
      '"network_direction"',
    ]) {
      expect(fromText.filter((text) => text.includes(field)).length, field).toBeGreaterThan(1);
    }
  },
);

describeEachCluster('flow logs of every version', ({ url }) => {
  beforeAll(() => wipe(url, prefix));
  afterAll(() => wipe(url, prefix));

  it('are taken whole, each field with its type', async () => {
    await using folder = temporaryFolder();
    const files = [...withHeader, ...otherWays, ['000000.gz', gzipSync(exported)] as const].map(
      ([name, content]) => {
        const path = join(folder.path, name);
        writeFileSync(path, content);
        return path;
      },
    );
    const run = await runLogflow([
      ...['ingest', ...files, '--node', url, '--index', `${prefix}-{yyyy}`, '--json', '--threads=0'],
      ...enrichedBy(folder.path),
    ]);

    expect(run).toMatchObject({ code: 0 });
    const again = 4 * otherWays.length;
    expect(summaryOf(run.stdout)).toMatchObject({
      ok: true,
      documents: {
        indexed: withData.length + 4,
        duplicate: again,
        filtered: { NODATA: 4, SKIPDATA: 4 },
        rejected: 0,
        malformed: 0,
      },
    });
    const messages = (await allDocuments(url, `${prefix}-*`)).map(({ _source }) => _source.message);
    const stamped = exported
      .trim()
      .split('\n')
      .filter((line) => line.endsWith(' OK'));
    expect(messages.sort()).toEqual([...withData, ...stamped].sort());

    const { body } = await ask('GET', `${url}/${prefix}-2021/_mapping`);
    const fields = (body as Mappings)[`${prefix}-2021`]?.mappings.properties ?? {};
    const counted = flowCounters.map((name) => [name, fields[name]?.type]);
    expect(counted).toEqual(flowCounters.map((name) => [name, 'long']));
    const others = flowFields.filter(
      (name) => !flowCounters.includes(name) && !['start', 'end', 'type'].includes(name),
    );
    for (const name of others) {
      expect([name, fields[name]?.type]).toEqual([name, name.endsWith('addr') ? 'ip' : 'keyword']);
    }
    const besides = [...flowNames, ...flowDerived].flatMap((one) =>
      'targets' in one ? one.targets : one.target,
    );
    for (const name of besides) expect([name, fields[name]?.type]).toEqual([name, 'keyword']);
    for (const place of ['src_geoip', 'dst_geoip']) {
      const { asn, as_org, dma_code, postal_code, location, ip } = fields[place]?.properties ?? {};
      expect([ip, asn, as_org, dma_code, postal_code, location].map((field) => field?.type)).toEqual([
        ...['ip', 'long', 'keyword', 'long', 'keyword', 'geo_point'],
      ]);
    }
    const hits = (await allDocuments(url, `${prefix}-*`)).map(({ _source }) => _source);
    const known = hits.find(
      ({ version, 'flow-direction': direction }) => version === '5' && direction === 'ingress',
    );
    expect(known).toMatchObject({
      ...{
        community_id: '1:b331cOeX1JF5o9HeF19CO0WYIbw=',
        network_direction: 'inbound',
        protocol_name: 'tcp',
      },
      src_geoip: {
        asn: 16_509,
        as_org: 'AMAZON-02',
        postal_code: '97818',
        location: { lat: 45.8491, lon: -119.7143 },
      },
    });
  });
});

type Field = { type?: string; properties?: Record<string, { type?: string }> };
type Mappings = Record<string, { mappings: { properties: Record<string, Field> } }>;
