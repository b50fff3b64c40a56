/*
 * Kills consumers and breaks S3, SQS and the cluster under them, and looks whether the index is exact at the end:
 *
 *   npm run chaos                                    each fault alone (3 kills each), all together (30), and outages, on both clusters
 *   npm run chaos -- --kills 300                     the long form: 30 kills with each fault, 300 with all
 *   npm run chaos -- --faults all --seed 7           one run, as it was before
 *   npm run chaos -- --faults s3-500,sqs-duplicate   these two together
 *   npm run chaos -- --faults outages                a minute each of what only the cluster's owner can mend
 *   npm run chaos -- --cluster opensearch2 --objects 1000
 *
 * Runs the built program: `npm run build` first. LOGFLOW_TEST_CLUSTERS names clusters that run already.
 * Ends with 1, and the seeds, when a run was not exact.
 */
import { parseArgs } from 'node:util';
import { openCluster } from '../test/chaos/clusters.ts';
import { chosenSeed } from '../test/chaos/dice.ts';
import { faultNames } from '../test/chaos/faults.ts';
import { again, runScenario } from '../test/chaos/run-scenario.ts';
import { scenariosOf } from '../test/chaos/scenarios.ts';
import { isExact, type Row, tableOf } from '../test/chaos/table.ts';
import { clusterNames } from '../test/helpers/distribution.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    seed: { type: 'string' },
    cluster: { type: 'string', default: 'both' },
    faults: { type: 'string', default: 'each,all,outages' },
    objects: { type: 'string' },
  },
});

const kills = Number(values.kills);
const objects = values.objects === undefined ? undefined : Number(values.objects);
if (!Number.isSafeInteger(kills) || kills < 0) usage(`--kills ${values.kills} is no number`);
if (objects !== undefined && !(Number.isSafeInteger(objects) && objects > 0))
  usage(`--objects ${values.objects} is no number`);
const clusters = clusterNames.filter((name) => values.cluster === 'both' || values.cluster === name);
if (clusters.length === 0) usage(`--cluster is one of ${clusterNames.join(', ')}, both`);
const scenarios =
  scenariosOf(values.faults, kills, objects) ??
  usage(`--faults is each, all, outages, or of ${faultNames.join(', ')}`);
const seed = chosenSeed(values.seed);

// Whatever is running goes with us: consumers on `exit`, clusters by their parent's death.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const rows: Row[] = [];
for (const cluster of clusters) {
  await using opened = await openCluster(cluster);
  for (const scenario of scenarios) {
    const say = (line: string) => void process.stdout.write(`${cluster}, ${scenario.name}: ${line}\n`);
    const result = await runScenario(scenario, opened.url, seed, say).catch((error: Error) => error);
    if (result instanceof Error) process.stderr.write(`${result.message}\n`);
    rows.push({ cluster, scenario, seed, result });
  }
}
process.stdout.write(`\n${tableOf(rows)}`);
const wrong = rows.filter((row) => !isExact(row));
for (const { cluster, scenario } of wrong)
  process.stderr.write(`Again: npm run chaos -- --cluster ${cluster} --seed ${seed} ${again(scenario)}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;

function usage(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
