import { expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { floodStage, midnight } from './outage.ts';
import { sitOut } from './sit-out.ts';

const timeout = 300_000;

describeEachCluster('an outage that only its owner can mend', ({ name, url }) => {
  it.each([midnight, floodStage])(
    '$name: nothing is rejected, nothing deleted, it goes on by itself (R17, R18)',
    {
      timeout,
    },
    async (outage) => {
      const { errors, ...figures } = await sitOut({ clusterUrl: url, index: 'outage', outage, atLeast: 0 });
      process.stdout.write(`${outage.name} (${name}): ${JSON.stringify(figures)}\n`);
      expect(errors).toEqual([]);
      expect(figures.documents).toBe(37 * 50);
    },
  );
});
