/*
 * Looks for an input on which the compiled transform and its plain twin differ, for as long as one likes:
 *
 *   npm run fuzz                               5,000,000 cases
 *   npm run fuzz -- 20000000                   or LOGFLOW_FUZZ_CASES=20000000
 *   LOGFLOW_FUZZ_SEED=123 npm run fuzz         begins with that seed
 *
 * Ends with 1 and the smallest case that it could find when there is a difference.
 */
import '../test/unit/parse/compile/cheap-parts.ts';
import { compareTwins } from '../test/unit/parse/compile/twin.ts';

/** Between two lines of progress. Each round has a seed of its own, which is enough to see it again. */
const roundCases = 50_000;

const given = process.argv[2] ?? process.env.LOGFLOW_FUZZ_CASES ?? '5000000';
const wanted = Number(given);
const firstSeed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 30);
if (!Number.isSafeInteger(wanted) || wanted < 1 || !Number.isSafeInteger(firstSeed)) {
  process.stderr.write(`${given} cases from seed ${firstSeed}: both must be whole numbers\n`);
  process.exit(2);
}

const startedAt = performance.now();
for (let done = 0, seed = firstSeed; done < wanted; seed++) {
  const cases = Math.min(roundCases, wanted - done);
  try {
    compareTwins(cases, seed);
  } catch (difference) {
    process.stderr.write(
      `${(difference as Error).message}\n\nAgain: LOGFLOW_FUZZ_SEED=${seed} npm run fuzz\n`,
    );
    process.exit(1);
  }
  done += cases;
  const perMinute = (done / (performance.now() - startedAt)) * 60_000;
  const [many, rate] = [done, Math.round(perMinute)].map((count) => count.toLocaleString('en'));
  process.stdout.write(`${many} cases, ${rate} a minute, no difference; seed ${seed}\n`);
}
