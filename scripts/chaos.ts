/*
 * Kills consumers and breaks S3, SQS and the cluster under them, and looks whether the index is exact at the end:
 *
 *   npm run chaos                                    each fault alone (3 kills each), and all together (30), on both clusters
 *   npm run chaos -- --kills 300                     the long form: 30 kills with each fault, 300 with all
 *   npm run chaos -- --faults all --seed 7           one run, as it was before
 *   npm run chaos -- --faults s3-500,sqs-duplicate   these two together
 *   npm run chaos -- --cluster opensearch2 --objects 1000
 *
 * Runs the built program: `npm run build` first. LOGFLOW_TEST_CLUSTERS names clusters that run already.
 * Ends with 1, and the seeds, when a run was not exact.
 */
import { parseArgs } from 'node:util';
import { type ChaosResult, runChaos } from '../test/chaos/chaos.ts';
import { openCluster } from '../test/chaos/clusters.ts';
import { chosenSeed } from '../test/chaos/dice.ts';
import { faultNames } from '../test/chaos/faults.ts';
import { scenariosOf } from '../test/chaos/scenarios.ts';
import { isExact, type Row, tableOf } from '../test/chaos/table.ts';
import { clusterNames } from '../test/helpers/distribution.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    seed: { type: 'string' },
    cluster: { type: 'string', default: 'both' },
    faults: { type: 'string', default: 'each,all' },
    objects: { type: 'string' },
  },
});

const kills = Number(values.kills);
const objects = values.objects === undefined ? undefined : Number(values.objects);
const seed = chosenSeed(values.seed ?? process.env.LOGFLOW_CHAOS_SEED);
const clusters = clusterNames.filter((name) => values.cluster === 'both' || values.cluster === name);
const scenarios = scenariosOf(values.faults, kills, objects);
if (!Number.isSafeInteger(kills) || kills < 0) usage(`--kills ${values.kills} is no number`);
if (objects !== undefined && !(Number.isSafeInteger(objects) && objects > 0))
  usage(`--objects ${values.objects} is no number`);
if (clusters.length === 0) usage(`--cluster is one of ${clusterNames.join(', ')}, both`);
if (!scenarios) usage(`--faults is each, all, or of ${faultNames.join(', ')}`);

// Whatever is running goes with us: consumers on `exit`, clusters by their parent's death.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const rows: Row[] = [];
for (const name of clusters) {
  await using cluster = await openCluster(name);
  for (const scenario of scenarios) {
    const result = await runChaos({
      ...scenario,
      seed,
      clusterUrl: cluster.url,
      index: 'chaos',
      // Each kill costs a start and what it held; the rest is for faults that make everybody wait.
      longest: 300_000 + scenario.kills * 15_000 + scenario.objects * 500,
      say: (line) => void process.stdout.write(`${name}, ${scenario.name}: ${line}\n`),
    }).catch((error: Error): ChaosResult | Error => error);
    if (result instanceof Error) process.stderr.write(`${result.message}\n`);
    rows.push({ cluster: name, scenario, seed, result });
  }
}
process.stdout.write(`\n${tableOf(rows)}`);
const wrong = rows.filter((row) => !isExact(row));
for (const { cluster, scenario } of wrong)
  process.stderr.write(
    `Again: npm run chaos -- --cluster ${cluster} --faults ${scenario.faults.join(',')} --kills ${scenario.kills} --objects ${scenario.objects} --seed ${seed}\n`,
  );
process.exitCode = wrong.length > 0 ? 1 : 0;

function usage(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
