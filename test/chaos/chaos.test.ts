import { expect, it } from 'vitest';
import { describeCluster } from '../helpers/each-cluster.ts';
import { runChaos } from './chaos.ts';
import { chosenSeed } from './dice.ts';
import { faultNames } from './faults.ts';

const kills = 10;
/** ms, against hangs: it takes 90 s on two quiet cores. */
const longest = 230_000;

// The other cluster has its turn in the long form: `npm run chaos`.
describeCluster('elasticsearch7', 'everything goes wrong at once', ({ name, url }) => {
  it(`200 objects, two consumers, ${kills} kills: exactly the expected documents`, {
    timeout: longest + 30_000,
  }, async () => {
    const result = await runChaos({
      seed: chosenSeed(),
      clusterUrl: url,
      index: 'chaos',
      objects: 200,
      kills,
      faults: faultNames,
      longest,
      say: (line) => void process.stdout.write(`chaos (${name}): ${line}\n`),
    });
    expect(result.errors).toEqual([]);
    expect(result.kills).toBe(kills);
    expect(result.killsHolding).toBeGreaterThan(kills / 2);
    // A fault that never came would prove nothing.
    expect([...result.injected.keys()].sort()).toEqual([...faultNames].sort());
  });
});
