import { describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';

const objects = 12;

async function filledRoad(): Promise<Road> {
  const road = await openRoad('direct');
  for (let i = 0; i < objects; i++) await road.put(`${folder}/${i}.log.gz`, flowLogObject([lineOf(i)]));
  return road;
}

/** All messages can be received again at once: none is hidden, none is gone (the TestEvent was understood). */
async function expectPutBack(road: Road) {
  expect(await road.depth()).toEqual({ visible: objects, inFlight: 0, delayed: 0 });
}

const args = (road: Road, url: string, ...more: string[]) => [
  ...['consume', '--queue', road.queue, '--node', url, '--no-template', '--json'],
  ...more,
];

describe('a cluster that takes nothing', () => {
  it.each([429, 503])('a drain gives up after its patience, whatever the reason: %d', async (status) => {
    await using road = await filledRoad();
    await using endpoint = await startAcknowledger(() => ({ status, body: '{}' }));
    await using run = startLogflow(args(road, endpoint.url, '--drain', '--patience', '2s'), {
      env: road.aws.environment,
    });
    const { code, stdout, stderr } = await run.done;
    expect(code).toBe(1);
    expect(summaryOf(stdout)).toMatchObject({ ok: false, objects: { delivered: 0 } });
    expect(stderr).toMatch(/^next: /m);
    await expectPutBack(road);
  });

  it('the progress line says why nothing moves; one SIGTERM puts everything back', async () => {
    await using road = await filledRoad();
    await using endpoint = await startAcknowledger(() => ({ status: 429, body: '{}' }));
    await using run = startLogflow(args(road, endpoint.url), { env: road.aws.environment });
    await run.waitForStderr(/(RETRYING|WAITING): .*429/);
    run.kill('SIGTERM');
    const { code, stdout } = await run.done;
    expect(code).toBe(1);
    expect(summaryOf(stdout).objects.delivered).toBe(0);
    await expectPutBack(road);
  });
});

describe('one object that the cluster refuses line by line', () => {
  it('fails by itself: what stands behind it is delivered', async () => {
    await using road = await filledRoad();
    const bad = { status: 400 } as const;
    // Thirty lines of one object are refused, as a wrong value in a mapped field is.
    const lines = Array.from({ length: 30 }, (_, n) => lineOf(1000 + n));
    await using endpoint = await startAcknowledger((_index, { items }) =>
      items >= 30 ? { itemStatus: (item) => (item >= items - 30 ? bad.status : 201) } : undefined,
    );
    await road.put(`${folder}/poison.log.gz`, flowLogObject(lines));
    await using run = startLogflow(
      args(road, endpoint.url, '--drain', '--patience', '5s', '--concurrency', '1'),
      {
        env: road.aws.environment,
      },
    );
    const { code, stdout } = await run.done;
    expect(code).toBe(1);
    expect(summaryOf(stdout)).toMatchObject({ objects: { delivered: objects, failed: 1 } });
    expect((await road.depth()).inFlight).toBe(1);
  });
});
