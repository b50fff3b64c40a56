import { describe, expect, it } from 'vitest';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

async function drain(road: Road, ...more: string[]) {
  await using out = temporaryFolder();
  const run = await runLogflow(
    ['consume', '--queue', road.queue, '--output', `ndjson:${out.path}`, '--drain', '--json', ...more],
    { env: road.aws.environment },
  );
  return { ...run, summary: summaryOf(run.stdout) };
}

const record = (key: string, eventName = 'ObjectCreated:Put') => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2020-03-08T15:10:00.000Z',
  eventName,
  s3: { bucket: { name: 'logs' }, object: { key } },
});

describe('messages', () => {
  it('one with three records is deleted once, after all three', async () => {
    await using road = await openRoad('nothing');
    const keys = [1, 2, 3].map((n) => `${folder}/${n}.log.gz`);
    for (const [n, key] of keys.entries()) await road.put(key, flowLogObject([lineOf(n + 1)]));
    await road.send(JSON.stringify({ Records: keys.map((key) => record(key)) }));
    const { code, summary } = await drain(road);
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      objects: { delivered: 3 },
      documents: { read: 3, indexed: 3 },
      messages: { received: 1, deleted: 1 },
    });
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('one with an object that cannot be read stays; the good ones of it are delivered', async () => {
    await using road = await openRoad('nothing');
    await road.put(`${folder}/good.log.gz`, flowLogObject([lineOf(1)]));
    await road.put(`${folder}/bad.log.gz`, flowLogObject([lineOf(2)]).subarray(0, 60));
    await road.send(
      JSON.stringify({ Records: ['good', 'bad'].map((name) => record(`${folder}/${name}.log.gz`)) }),
    );
    const { code, summary, stderr } = await drain(road);
    expect(code).toBe(1);
    expect(summary).toMatchObject({
      ok: false,
      objects: { delivered: 1, unreadable: 1 },
      messages: { received: 1, deleted: 0, released: 1 },
    });
    expect(stderr + JSON.stringify(summary.problems)).toContain('LF_OBJECT_CORRUPT');
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });

  it('removals are ignored and deleted, an object that is gone is settled', async () => {
    await using road = await openRoad('nothing');
    await road.send(JSON.stringify({ Records: [record(`${folder}/x.log.gz`, 'ObjectRemoved:Delete')] }));
    await road.send(JSON.stringify({ Records: [record(`${folder}/gone.log.gz`)] }));
    const { code, summary } = await drain(road);
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      ok: true,
      objects: { missing: 1 },
      messages: { ignored: 1, deleted: 2 },
    });
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('EventBridge: its key is not encoded, and is not decoded', async () => {
    await using road = await openRoad('nothing');
    const key = `${folder}/a+b%2B c.log.gz`;
    await road.put(key, flowLogObject([lineOf(1)]));
    await road.send(
      JSON.stringify({
        version: '0',
        'detail-type': 'Object Created',
        source: 'aws.s3',
        region: 'us-east-1',
        detail: { version: '0', bucket: { name: 'logs' }, object: { key, size: 1 }, reason: 'PutObject' },
      }),
    );
    const { code, summary } = await drain(road);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ documents: { indexed: 1 }, messages: { deleted: 1 } });
  });

  it('what is not understood, and what no pipeline claims, stays for the redrive policy', async () => {
    await using road = await openRoad('nothing');
    await road.put('photos/cat.jpg', 'meow');
    await road.send('hello');
    await road.send(JSON.stringify({ bucket: 'logs', files: [{ path: 'x' }] }));
    await road.send(JSON.stringify({ Records: [record('photos/cat.jpg')] }));
    const { summary } = await drain(road);
    expect(summary).toMatchObject({ messages: { received: 3, deleted: 0, unrecognised: 2, unclaimed: 1 } });
    expect(summary.problems.map(({ code }) => code).sort()).toEqual([
      'LF_MESSAGE_UNRECOGNISED',
      'LF_OBJECT_UNCLAIMED',
    ]);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 3, delayed: 0 });
  });
});
