import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { articleHeader, goldenLine } from '../helpers/flow-lines.ts';
import { asnMmdb, cityMmdb } from '../helpers/mmdb-samples.ts';
import { runLogflow } from '../helpers/process.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const line = goldenLine.replaceAll('54.187.220.203', '52.95.128.179');

it('--geo-database: places and networks from files, by flag and by the file of settings', async () => {
  await using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'my city.mmdb'), cityMmdb());
  writeFileSync(join(folder.path, 'asn.mmdb'), asnMmdb());
  writeFileSync(join(folder.path, 'flows.log'), `${articleHeader}\n${line}\n`);
  const args = ['ingest', 'flows.log', '--output', 'ndjson:-'];
  const expected = { ip: '52.95.128.179', city_name: 'Boardman', postal_code: '97818', asn: 16_509 };
  const byFlag = await runLogflow([...args, '--geo-database', 'my city.mmdb,asn.mmdb'], { cwd: folder.path });
  expect(byFlag.code, byFlag.stderr).toBe(0);
  expect(JSON.parse(byFlag.stdout)._source.dst_geoip).toMatchObject(expected);
  writeFileSync(join(folder.path, 'logflow.yaml'), 'geo-database:\n  - my city.mmdb\n  - asn.mmdb\n');
  const byFile = await runLogflow(args, { cwd: folder.path });
  expect(byFile.stdout).toBe(byFlag.stdout);
});

it('--geo-database: all files that cannot be used at once, exit 2, and nothing was written', async () => {
  await using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'notes.mmdb'), 'no database');
  writeFileSync(join(folder.path, 'domain.mmdb'), cityMmdb({ type: 'GeoIP2-Domain' }));
  const files = ['missing.mmdb', 'notes.mmdb', 'domain.mmdb'].flatMap((name) => ['--geo-database', name]);
  const run = await runLogflow(['ingest', '-', '--output', 'ndjson:out', '--json', ...files], {
    cwd: folder.path,
    stdin: `${articleHeader}\n${line}\n`,
  });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('missing.mmdb: cannot be read: ENOENT');
  expect(run.stderr).toContain('notes.mmdb: it is no MaxMind database');
  expect(run.stderr).toContain('domain.mmdb: its type is "GeoIP2-Domain"');
  expect(run.stderr).toMatch(/^next: Name a City.*\(LF_GEO_DATABASE\)$/m);
  expect(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    ok: false,
    error: { code: 'LF_GEO_DATABASE' },
  });
});
