import { expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';

const objects = 1_000;
const lines = 10;
const writers = 8;

// The clock of this is in `npm run bench -- process`.
it('1,000 objects of 10 lines share requests, and no request waits for its age (R12)', async () => {
  await using road = await openRoad('direct');
  await using endpoint = await startAcknowledger();
  const write = async (first: number) => {
    for (let n = first; n < objects; n += writers) {
      const own = Array.from({ length: lines }, (_, i) => lineOf(n * lines + i));
      await road.put(`${folder}/${n}.log.gz`, flowLogObject(own));
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, first) => write(first)));
  // Longer than the test may last: a request that waits for its age never comes.
  const limits = ['--concurrency', '8', '--bulk-age', '10m'];
  const target = ['--node', endpoint.url, '--no-template'];
  const { code, stdout, stderr } = await runLogflow(
    ['consume', '--queue', road.queue, ...target, ...limits, '--drain', '--json'],
    { env: road.aws.environment },
  );
  expect(code, stderr).toBe(0);
  expect(summaryOf(stdout)).toMatchObject({
    ok: true,
    objects: { delivered: objects },
    documents: { read: objects * lines, indexed: objects * lines },
  });
  expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(endpoint.counts.docs).toBe(objects * lines);
  expect(endpoint.counts.requests).toBeLessThan(objects / 2);
});
