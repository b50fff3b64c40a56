import type { Pass } from './contender.ts';
import { dataDescription } from './flow-data.ts';
import { startHelper } from './helper.ts';
import { medianRow, type PartResult, type Sizes } from './results.ts';

/** Passes before the first that counts: the optimising compiler is done by then. */
const warmUps = 3;
const passes = 7;
const contenders = [
  ...['compiled', 'compiled + names', 'compiled + direction', 'compiled + community-id', 'compiled + mmdb'],
  ...['compiled, ECS', 'compiled, ECS + derived', 'interpret', 'split + stringify', 'gunzip'],
];

/**
 * a) Lines per CPU second of one core. Each contender has a process of its own; they take turns pass by pass, so that a
 * machine that slows down slows all of them.
 */
export async function measureTransform(sizes: Sizes): Promise<PartResult> {
  await using stack = new AsyncDisposableStack();
  const runs = new Map<string, Pass[]>();
  const helpers = new Map(
    contenders.map((name) => [name, startHelper('contender.ts', [name, `${sizes.lines}`])]),
  );
  for (let pass = 0; pass < warmUps + passes; pass++) {
    for (const [name, starting] of helpers) {
      const helper = await starting;
      if (pass === 0) stack.use(helper);
      const answer = (await helper.ask(pass)) as Pass;
      if (pass >= warmUps) runs.set(name, [...(runs.get(name) ?? []), answer]);
    }
  }
  const first = runs.get('interpret')?.[0];
  return {
    input: `${sizes.lines} lines, ${((first?.bytesIn ?? 0) / 1e6).toFixed(1)} MB; ${dataDescription}`,
    rows: [...runs].map(([name, all]) =>
      medianRow(
        'transform',
        name,
        all.map(({ cpuSeconds, lines, bytesIn }) => ({
          perCpuSecond: lines / cpuSeconds,
          megabytesPerCpuSecond: bytesIn / 1e6 / cpuSeconds,
          cpuSeconds,
        })),
      ),
    ),
    notes: [],
  };
}
