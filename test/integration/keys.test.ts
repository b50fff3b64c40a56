import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Via } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const keys = [
  'with space.log.gz',
  'a+b.log.gz',
  'a%2Bb.log.gz',
  'year=2020.log.gz',
  'a|b.log.gz',
  '12:30:00.log.gz',
  'ログ-é-😀.log.gz',
].map((name) => `${folder}/${name}`);

describe('keys are opaque', () => {
  it.each(['sns', 'sns-raw', 'direct'] as const satisfies Via[])('through %s', async (via) => {
    await using road = await openRoad(via);
    await using out = temporaryFolder();
    for (const [n, key] of keys.entries()) await road.put(key, flowLogObject([lineOf(n + 1)]));

    const run = await runLogflow(
      ['consume', '--queue', road.queue, '--output', `ndjson:${out.path}`, '--drain', '--json'],
      {
        env: road.aws.environment,
      },
    );

    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout).documents).toMatchObject({ read: keys.length, indexed: keys.length });
    const documents = readdirSync(out.path).flatMap((name) =>
      readFileSync(join(out.path, name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    expect(documents.map(({ _source }) => _source.log.file.path).sort()).toEqual(
      keys.map((key) => `s3://${road.bucket}/${key}`).sort(),
    );
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});
