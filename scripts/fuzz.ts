/*
 * Looks for hostile input that logflow minds, for as long as one likes:
 *
 *   npm run fuzz                               5,000,000 cases of each, in turn
 *   npm run fuzz -- notifications 20000000     of one alone: twins, notifications, queue, objects or families
 *   LOGFLOW_FUZZ_SEED=123 npm run fuzz         begins with that seed
 *
 * `LOGFLOW_FUZZ_CASES` may hold the number. Ends with 1 and the smallest case that it could find when there is one.
 */
import '../test/unit/parse/compile/cheap-parts.ts';
import { fuzzFamilies } from '../test/unit/fuzz/families.ts';
import { fuzzNotifications } from '../test/unit/fuzz/notifications.ts';
import { fuzzObjects } from '../test/unit/fuzz/objects.ts';
import { fuzzQueue } from '../test/unit/fuzz/queue.ts';
import { compareTwins } from '../test/unit/parse/compile/twin.ts';

interface Target {
  /** Throws for a case that is minded. */
  readonly run: (cases: number, seed: number) => unknown;
  /** Between two lines of progress. Each round has a seed of its own, which is enough to see it again. */
  readonly roundCases: number;
}

const targets: Readonly<Record<string, Target>> = {
  // The compiled transform and its plain twin make the same of a block.
  twins: { run: compareTwins, roundCases: 50_000 },
  // A message means what AWS's documents say, or nothing.
  notifications: { run: fuzzNotifications, roundCases: 100_000 },
  // No message is deleted that was not understood and done.
  queue: { run: fuzzQueue, roundCases: 20_000 },
  // Stored bytes become whole documents, and books that balance.
  objects: { run: fuzzObjects, roundCases: 10_000 },
  // So do those of all other kinds of logs, by their mappings.
  families: { run: fuzzFamilies, roundCases: 10_000 },
};

const words = process.argv.slice(2);
const chosen = Object.entries(targets).filter(
  ([name]) => words.includes(name) || !words.some((word) => Object.hasOwn(targets, word)),
);
const given =
  words.find((word) => !Object.hasOwn(targets, word)) ?? process.env.LOGFLOW_FUZZ_CASES ?? '5000000';
const wanted = Number(given);
const firstSeed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 30);
if (!Number.isSafeInteger(wanted) || wanted < 1 || !Number.isSafeInteger(firstSeed)) {
  process.stderr.write(
    `${given} cases from seed ${firstSeed}: both must be whole numbers. Targets: ${Object.keys(targets).join(', ')}\n`,
  );
  process.exit(2);
}

for (const [name, target] of chosen) await fuzz(name, target);

async function fuzz(name: string, { run, roundCases }: Target): Promise<void> {
  const startedAt = performance.now();
  for (let done = 0, seed = firstSeed; done < wanted; seed++) {
    const cases = Math.min(roundCases, wanted - done);
    try {
      await run(cases, seed);
    } catch (found) {
      process.stderr.write(
        `${(found as Error).message}\n\nAgain: LOGFLOW_FUZZ_SEED=${seed} npm run fuzz -- ${name} ${cases}\n`,
      );
      process.exit(1);
    }
    done += cases;
    const perMinute = (done / (performance.now() - startedAt)) * 60_000;
    const [many, rate] = [done, Math.round(perMinute)].map((count) => count.toLocaleString('en'));
    process.stdout.write(`${name}: ${many} cases, ${rate} a minute, nothing found; seed ${seed}\n`);
  }
}
