import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  auditOf,
  type Day,
  days,
  eventOf,
  filteredLine,
  found,
  keyOf,
  pathOf,
  putLines,
  refusedLine,
  removeDocuments,
} from '../helpers/audit-kit.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { allDocuments, ask, type Hit, wipe } from '../helpers/search.ts';

const perDay = 40;
/** Documents of a plain object. */
const lines = 4;
const victims = 25;

/** Plain objects of three days, each with a line that is filtered. */
async function storePlain(road: Road): Promise<Map<Day, string[]>> {
  const stored = new Map<Day, string[]>();
  for (const [d, day] of days.entries()) {
    const uris: string[] = [];
    for (let n = 0; n < perDay; n++) {
      const first = 1 + (d * perDay + n) * 10;
      const events = Array.from({ length: lines }, (_, i) => eventOf(day, first + i));
      const name = n % 5 === 0 ? `n${n} + é %2B` : `n${n}`;
      uris.push(await putLines(road, day, name, [...events, filteredLine(day, first + 9)]));
    }
    stored.set(day, uris);
  }
  return stored;
}

/** What makes counts differ with nothing lost. */
async function storeSpecial(road: Road): Promise<Record<'sharing' | 'twice' | 'refused' | 'only', string>> {
  const day = '2020-03-08';
  const shared = eventOf(day, 9_001);
  await putLines(road, day, 'shared-a', [shared, eventOf(day, 9_002)]);
  return {
    sharing: await putLines(road, day, 'shared-b', [shared, eventOf(day, 9_003)]),
    twice: await putLines(road, day, 'twice', [eventOf(day, 9_004), eventOf(day, 9_004)]),
    refused: await putLines(road, day, 'refused', [refusedLine(day, 9_005), eventOf(day, 9_006)]),
    only: await putLines(road, day, 'only-filtered', [filteredLine(day, 9_007)]),
  };
}

/** Documents of 25 objects: of every second one some, of the others all. */
function victimsAmong(hits: readonly Hit[], uris: readonly string[]): Map<string, Hit[]> {
  const chosen = uris.filter((_, n) => n % 3 === 0).slice(0, victims);
  return new Map(
    chosen.map((uri, n) => {
      const own = hits.filter((hit) => pathOf(hit) === uri);
      return [uri, n % 2 === 0 ? own.slice(0, 1 + (n % 3)) : own];
    }),
  );
}

describeEachCluster('audit', ({ url, name: cluster }) => {
  beforeAll(() => wipe(url, 'audit-'));
  afterAll(() => wipe(url, 'audit-'));

  it(`finds the ${victims} objects whose documents were removed, and nothing else; --fix heals them (R33)`, async () => {
    await using road = await openRoad('nothing');
    const indices = `audit-${cluster}-main-*`;
    const plain = await storePlain(road);
    const special = await storeSpecial(road);
    const { environment: env } = road.aws;
    const place = ['--prefix', 's3://logs/AWSLogs/', '--node', url, '--json'];
    const args = [
      ...place,
      '--index',
      `audit-${cluster}-main-{yyyy}-{MM}-{dd}`,
      '--rejects',
      's3://logs/kept',
    ];
    const audit = async (...more: string[]) => {
      const { code, stdout, stderr } = await runLogflow(['audit', ...args, ...more], { env });
      return { code, stderr, summary: auditOf(stdout) };
    };
    const loaded = await runLogflow(['backfill', ...args], { env });
    expect(loaded.code, loaded.stderr).toBe(0);
    const total = days.length * perDay + 5;

    const whole = await audit();
    expect(whole.code, whole.stderr).toBe(0);
    expect(whole.summary).toMatchObject({
      ...{ type: 'audit', ok: true, finished: true, by: 'reading', gaps: 0, findings: [] },
      objects: { complete: total, short: 0, missing: 0, surplus: 0, expired: 0, unreadable: 0, gone: 0 },
      documents: { documents: days.length * perDay * lines + 8, shared: 1, rejected: 1, missing: 0 },
    });

    const before = await allDocuments(url, indices);
    const [oldest = days[0]] = days;
    await ask('DELETE', `${url}/audit-${cluster}-main-${oldest}`);
    const alive = days.slice(1).flatMap((day) => plain.get(day) ?? []);
    const removed = victimsAmong(before, alive);
    expect(removed.size).toBe(victims);
    await removeDocuments(url, indices, [...removed.values()].flat());
    const gone = keyOf('2020-03-09', `n${perDay - 1}`);
    expect(removed.has(`s3://logs/${gone}`)).toBe(false);
    await road.s3.send(new DeleteObjectCommand({ Bucket: road.bucket, Key: gone }));

    const hurt = await audit();
    expect(hurt.code).toBe(1);
    expect(found(hurt.summary, 'short', 'missing').sort()).toEqual([...removed.keys()].sort());
    for (const { state, object, documents, missing } of hurt.summary.findings) {
      if (state !== 'short' && state !== 'missing') continue;
      const lost = removed.get(object)?.length;
      expect({ object, state, documents, missing }).toEqual({
        ...{ object, documents: lines, missing: lost },
        state: lost === lines ? 'missing' : 'short',
      });
    }
    expect(found(hurt.summary, 'expired').sort()).toEqual([...(plain.get(oldest) ?? [])].sort());
    expect(found(hurt.summary, 'gone')).toEqual([`s3://logs/${gone}`]);
    expect(hurt.summary.objects).toMatchObject({
      ...{ complete: total - perDay - 1 - victims, expired: perDay, gone: 1, surplus: 0, unreadable: 0 },
    });
    expect(found(hurt.summary, 'short', 'missing', 'surplus')).not.toContain(special.sharing);
    // An audit writes nothing.
    const meanwhile = await allDocuments(url, indices);
    const living = before.filter(({ _index }) => !_index.endsWith(oldest));
    expect(meanwhile).toHaveLength(living.length - [...removed.values()].flat().length);

    const healed = await audit('--fix');
    expect(healed.code, healed.stderr).toBe(0);
    expect(healed.summary).toMatchObject({
      ...{ ok: true, gaps: 0 },
      fix: {
        run: {
          objects: { delivered: victims },
          documents: { indexed: [...removed.values()].flat().length },
        },
        again: { objects: { complete: victims, short: 0, missing: 0 } },
      },
    });
    const after = await allDocuments(url, indices);
    expect(new Set(after.map(({ _index, _id }) => `${_index} ${_id}`))).toEqual(
      new Set(living.map(({ _index, _id }) => `${_index} ${_id}`)),
    );

    const second = await audit();
    expect(second.code, second.stderr).toBe(0);
    expect(found(second.summary, 'short', 'missing')).toEqual([]);

    // Without the store of rejects the refused document is missing.
    const blind = await runLogflow(['audit', ...place, '--index', args[6] ?? ''], { env });
    expect(blind.code).toBe(1);
    expect(found(auditOf(blind.stdout), 'short', 'missing')).toEqual([special.refused]);
  });
});
