import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventOf, filteredLine, putLines, removeDocuments } from '../helpers/audit-kit.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, lastLineOf, summaryOf, wipe } from '../helpers/search.ts';

const name = 'logs-aws.vpcflow-logflow';
const day = '2020-03-08';

describeCluster('elasticsearch7', 'audit and doctor of flow logs in ECS', ({ url }) => {
  beforeAll(() => wipe(url, name));
  afterAll(() => wipe(url, name));

  it('count what consume brought, name what is gone, and bring it back', async () => {
    await using road = await openRoad('sns');
    const env = road.aws.environment;
    const options = ['--schema', 'ecs', '--node', url, '--json'];
    await putLines(road, day, 'a', [eventOf(day, 1), eventOf(day, 2), filteredLine(day, 3)]);
    const consumed = await runLogflow(['consume', '--queue', road.queue, '--drain', ...options], { env });
    expect(consumed.code, consumed.stderr).toBe(0);
    expect(summaryOf(consumed.stdout).documents).toMatchObject({ indexed: 2, filtered: { NODATA: 1 } });

    const audit = (...more: string[]) =>
      runLogflow(['audit', '--prefix', `s3://${road.bucket}/`, ...options, ...more], { env });
    const whole = await audit();
    expect(whole.code, whole.stdout).toBe(0);
    expect(lastLineOf(whole.stdout)).toMatchObject({ gaps: 0, objects: { complete: 1 } });

    const index = `${name}-2020.03.08`;
    await removeDocuments(url, index, (await allDocuments(url, index)).slice(0, 1));
    const gap = await audit('--fix');
    expect(lastLineOf(gap.stdout)).toMatchObject({ objects: { short: 1 } });
    expect(await allDocuments(url, index)).toHaveLength(2);

    const doctor = await runLogflow(['doctor', '--queue', road.queue, ...options], { env });
    const { checks } = lastLineOf(doctor.stdout) as {
      checks: { id: string; state: string }[];
    };
    expect(checks.filter(({ id }) => id === 'template' || id === 'indices')).toMatchObject([
      { id: 'template', state: 'ok' },
      { id: 'indices', state: 'ok' },
    ]);
  });
});
