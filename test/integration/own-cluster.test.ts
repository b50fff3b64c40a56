import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

/** `+`, `?` with `&`, `->`, and what is skipped, as Logstash's filter writes them. */
const dissect = `  - name: owndissect
    match: { key: 'dissect/**' }
    parse: { dissect: '%{ts} %{+ts} %{level->} %{?thread} [%{?key}=%{&key}] %{} %{client} %{bytes}' }
    steps:
      - time: { field: ts, formats: 'yyyy-MM-dd HH:mm:ss', timezone: Asia/Tokyo }
      - remove: ts
      - convert: { bytes: integer }
    fields: { client: ip, bytes: long, user: keyword }
`;
const others = String.raw`  - name: ownregex
    match: { key: 'regex/**' }
    parse: { regex: '^(?<ts>\S+) (?<ratio>[0-9.]+) (?<ok>yes|no) (?<text>.*)$' }
    steps:
      - time: { field: ts, formats: iso }
      - convert: { ratio: decimal, ok: boolean }
    fields: { ratio: double, ok: boolean, text: text, ts: date }
  - name: ownjson
    match: { key: 'json/**' }
    parse: { json: lines }
    steps:
      - time: { field: at, formats: milliseconds }
      - rename: { src: source.ip }
      - geo: { source.ip: source.place }
    fields: { source.ip: ip, source.place: place, at: date, details: stored, where: geo_point, n: double }
  - name: owncsv
    match: { key: 'csv/*.csv' }
    parse: { csv: { separator: ';' } }
    steps:
      - time: { field: day, formats: yyyy-MM-dd HH:mm }
      - convert: { cost: decimal }
      - split: { labels: '|' }
      - remove: day
    id: position
    index: owncsv-{yyyy}
    fields: { cost: double, labels: keyword }
`;
const config = (first: string) => `own-pipelines:\n${first}${others}`;

const objects: Readonly<Record<string, string>> = {
  'dissect/a.log': '2026-11-22 01:00:00 INFO   main [user=amy] - 192.0.2.7 9007199254740993\n',
  'regex/a.log': '2026-11-22T00:00:00.5Z 0.25 yes the quick fox\n2026-11-22T00:00:01Z 7 no slow\nnothing\n',
  'json/a.json':
    '{"at":1795305600000,"src":"54.187.220.203","details":{"a":{"b":[1]}},"where":{"lat":1,"lon":2},"n":12345678901234567890}\n',
  'csv/a.csv':
    'day;item;cost;labels\n2026-11-22 00:00;disk;0.50;a|b\n2026-11-22 00:00;disk;0.50;a|b\n2026-11-22 01:00;"a; ""b""";1.25;\n',
};
const names = ['owndissect', 'ownregex', 'ownjson', 'owncsv'];

describeEachCluster('pipelines of one’s own in a cluster', ({ url }) => {
  const clean = async () => {
    for (const name of names) await wipe(url, name);
  };
  beforeAll(clean);
  afterAll(clean);

  const count = async (index: string, query: object) => {
    const found = await ask('POST', `${url}/${index}/_count`, { query });
    return (found.body as { count?: number }).count;
  };
  const typeOf = async (index: string, field: string) => {
    const { body } = await ask('GET', `${url}/${index}/_mapping`);
    const [found] = Object.values(body as Record<string, { mappings: { properties: Fields } }>);
    return found?.mappings.properties[field]?.type;
  };

  it('dissect, expressions, JSON and CSV come out with the types that the file gives them', async () => {
    await using road = await openRoad();
    await using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'logflow.yaml'), config(dissect));
    for (const [key, body] of Object.entries(objects)) await road.put(key, body);
    const run = await runLogflow(['consume', '--queue', road.queue, '--node', url, '--drain', '--json'], {
      env: road.aws.environment,
      cwd: folder.path,
    });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout)).toMatchObject({
      objects: { delivered: 4 },
      documents: { read: 8, indexed: 7, duplicate: 0, rejected: 0, malformed: 1 },
    });
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });

    const documents = async (name: string) =>
      (await allDocuments(url, `${name}-*`)).map(({ _index, _source }) => ({ _index, ..._source }));
    // In Tokyo it is the day before in UTC, and the index goes by --timezone.
    expect(await documents('owndissect')).toMatchObject([
      {
        ...{ _index: 'owndissect-2026-11-21', '@timestamp': '2026-11-21T16:00:00.000Z' },
        ...{ level: 'INFO', user: 'amy', client: '192.0.2.7', type: 'owndissect', tags: ['owndissect'] },
      },
    ]);
    // Above 2^53: exact in the cluster, not in JavaScript.
    expect(await count('owndissect-*', { term: { bytes: '9007199254740993' } })).toBe(1);
    expect(await count('owndissect-*', { term: { client: '192.0.2.0/24' } })).toBe(1);
    expect(await count('ownregex-*', { range: { ratio: { gt: 0.2, lt: 0.3 } } })).toBe(1);
    expect(await count('ownregex-*', { term: { ok: false } })).toBe(1);
    expect(await count('ownregex-*', { match: { text: 'FOX' } })).toBe(1);
    expect(await count('ownregex-*', { term: { 'text.keyword': 'the quick fox' } })).toBe(1);
    expect(await count('ownjson-*', { term: { 'source.ip': '54.0.0.0/8' } })).toBe(1);
    const near = { distance: '50km', 'source.place.location': { lat: 45.8491, lon: -119.7143 } };
    expect(await count('ownjson-*', { bool: { filter: { geo_distance: near } } })).toBe(1);
    expect(await typeOf('ownjson-*', 'where')).toBe('geo_point');
    // Kept, and not searched.
    expect(await count('ownjson-*', { exists: { field: 'details.a.b' } })).toBe(0);
    expect(await documents('ownjson')).toMatchObject([{ details: { a: { b: [1] } } }]);
    // By the position, so that equal lines are two events.
    expect(await documents('owncsv')).toHaveLength(3);
    expect(await count('owncsv-2026', { range: { cost: { gte: 1 } } })).toBe(1);
    expect(await count('owncsv-2026', { term: { labels: 'b' } })).toBe(2);
    expect(await count('owncsv-2026', { term: { 'item.keyword': 'a; "b"' } })).toBe(1);
  });

  it('when fields change, a run and diff say so, and install brings the template up to date', async () => {
    await using folder = temporaryFolder();
    const file = join(folder.path, 'logflow.yaml');
    const write = (fields: string) =>
      writeFileSync(file, config(dissect.replace(/fields: .*/, `fields: ${fields}`)));
    const run = (args: readonly string[], stdin?: string) =>
      runLogflow([...args, '--config', file, '--node', url], {
        cwd: folder.path,
        ...(stdin !== undefined && { stdin }),
      });
    const line = (day: string) => `${day} 12:00:00 INFO main [user=amy] - 192.0.2.7 1\n`;
    const ingest = (day: string) => run(['ingest', '-', '--pipelines', 'owndissect'], line(day));

    write('{ client: ip, bytes: long, user: keyword }');
    expect((await ingest('2026-11-10')).stderr).not.toContain('other fields');

    write('{ client: keyword, bytes: double, user: keyword }');
    const told = await ingest('2026-11-11');
    expect(told.code, told.stderr).toBe(0);
    expect(told.stderr).toContain('was made of other fields than own-pipelines has now');
    expect(told.stderr).toContain('logflow template install');
    expect(await typeOf('owndissect-2026-11-11', 'client')).toBe('ip');
    const diff = await run(['template', 'diff', 'owndissect']);
    expect(diff.code).toBe(1);
    expect(diff.stdout).toContain('mappings.properties.client.type: ip -> keyword');

    const installed = await run(['template', 'install', '--pipelines', 'owndissect']);
    expect(installed.code, installed.stderr).toBe(0);
    expect(installed.stdout).toContain('updated to the fields of this run');
    const quiet = await ingest('2026-11-12');
    expect(quiet.stderr).not.toContain('other fields');
    expect(await typeOf('owndissect-2026-11-12', 'client')).toBe('keyword');
    expect(await typeOf('owndissect-2026-11-12', 'bytes')).toBe('double');
  });
});

type Fields = Readonly<Record<string, { readonly type?: string }>>;
