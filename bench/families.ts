import type { Pass } from './contender.ts';
import { startHelper } from './helper.ts';
import { medianRow, type PartResult, type Sizes } from './results.ts';

const warmUps = 3;
const passes = 5;
export const articleFamily = 'vpcflowlogs';
/** Those that are compiled. */
export const families: readonly string[] = [
  articleFamily,
  'vpcflowlogs, ECS',
  'albaccess',
  's3access',
  'cloudfront',
];
/** Events of JSON, and pipelines of one's own: they run one way. */
export const plainFamilies: readonly string[] = ['cloudtrail', 'waflogs', 'own-dissect', 'own-regex'];

const contender = (family: string, way: string) => ({ name: `${family}: ${way}`, way, family });

/**
 * e) Lines per CPU second of each kind of log, compiled and interpreted. Each has a process of its own; they take turns pass by
 * pass, so that a machine that slows down slows all of them.
 */
export async function measureFamilies({ lines }: Sizes): Promise<PartResult> {
  await using stack = new AsyncDisposableStack();
  const contenders = [
    ...families.flatMap((family) => ['compiled', 'interpret'].map((way) => contender(family, way))),
    ...plainFamilies.map((family) => contender(family, 'interpret')),
  ];
  const runs = new Map<string, Pass[]>(contenders.map(({ name }) => [name, []]));
  const helpers = new Map<string, Awaited<ReturnType<typeof startHelper>>>();
  for (const { name, way, family } of contenders) {
    helpers.set(name, stack.use(await startHelper('family-contender.ts', [way, family, `${lines}`])));
  }
  for (let pass = 0; pass < warmUps + passes; pass++) {
    for (const [name, helper] of helpers) {
      const answer = (await helper.ask(pass)) as Pass;
      if (pass >= warmUps) runs.get(name)?.push(answer);
    }
  }
  return {
    input: `${lines} lines of each; half of the addresses are busy, half are rarely seen twice`,
    rows: [...runs].map(([name, all]) =>
      medianRow(
        'families',
        name,
        all.map(({ cpuSeconds, lines: count, bytesIn }) => ({
          perCpuSecond: count / cpuSeconds,
          megabytesPerCpuSecond: bytesIn / 1e6 / cpuSeconds,
          cpuSeconds,
        })),
      ),
    ),
    notes: [],
  };
}
