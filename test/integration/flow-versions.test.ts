import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flowCounters, flowFields } from '../../src/formats/vpc-flow-fields.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { defaultLines, flowRecords } from '../helpers/flow-records.ts';
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
      const run = await runLogflow(['ingest', ...files, '--output', 'ndjson:-', `--threads=${threads}`]);
      expect(run).toMatchObject({ code: 0 });
      const lines = run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { _source: object });
      return lines.map(({ _source }) => JSON.stringify({ ..._source, message: '', log: '' })).sort();
    };
    const wanted = texts.filter((path) => inParquet.some((version) => path.endsWith(`v${version}.log.gz`)));
    expect(await documentsOf(inParquet.map(fixture))).toEqual(await documentsOf(wanted));
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
  });
});

type Mappings = Record<string, { mappings: { properties: Record<string, { type?: string }> } }>;
