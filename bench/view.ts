import { setTimeout as sleep } from 'node:timers/promises';
import { type Pty, startPty } from '../test/helpers/pty.ts';
import type { Acknowledged } from './acknowledge.ts';
import { dataDescription } from './flow-data.ts';
import { startHelper } from './helper.ts';
import { cpuOf, cpuOfEndedChildren, median } from './measure.ts';
import { medianRow, type PartResult, type Sizes } from './results.ts';
import type { Served } from './serve.ts';

/** ms over which an idle consumer is looked at, and ms before that. */
const idle = 20_000;
const settle = 4_000;

const flags = { live: [], plain: ['--no-ui'] } as const;

/** d) The same consumer on the same terminal, with the live view and with plain lines, by turns. */
export async function measureView(sizes: Sizes): Promise<PartResult> {
  const { largeObjects, largeLines, runs } = sizes;
  await using aws = await startHelper<Served>('serve.ts', [String(largeObjects), String(largeLines)]);
  await using endpoint = await startHelper<Acknowledged>('acknowledge.ts');
  const { queue, environment } = aws.ready;
  const args = ['consume', '--queue', queue, '--node', endpoint.ready.url, '--no-template'];
  const documents = async () => (await endpoint.ask('counts')).docs;

  const drain = async (more: readonly string[], full = true) => {
    if (full) await aws.ask('fill');
    const [cpuBefore, docsBefore, startedAt] = [cpuOfEndedChildren(), await documents(), performance.now()];
    await using pty = startPty([...args, '--drain', ...more], { env: environment });
    const code = await pty.ended();
    const seconds = (performance.now() - startedAt) / 1000;
    // The shell around it ends, too: only then is the CPU of both counted.
    await pty.modes();
    await pty.gone;
    if (code !== 0) throw new Error(`consume ended with ${code}:\n${pty.screen()}`);
    const cpuSeconds = cpuOfEndedChildren() - cpuBefore;
    const docs = (await documents()) - docsBefore;
    return { docs, cpuSeconds, seconds };
  };
  const rest = async (more: readonly string[]) => {
    await using pty = startPty([...args, ...more], { env: environment });
    await pty.waitFor(more.length > 0 ? /\d\d:\d\d {2}0 objects/ : /WAITING/);
    // Awaited here: the terminal ends with this block.
    return await idleCpu(pty);
  };

  const runsOf = { live: [] as Figures[], plain: [] as Figures[] };
  // By turns, and by turns who is first (ABBA): a machine that slows down, or warms up, favours neither.
  for (let n = 0; n < 2 * runs; n++) {
    for (const name of n % 2 === 0 ? (['live', 'plain'] as const) : (['plain', 'live'] as const)) {
      // An empty queue first: starting is to be told apart from what a frame costs.
      const start = await drain(flags[name], false);
      runsOf[name].push(figures(await drain(flags[name]), start));
    }
  }
  const { live, plain } = runsOf;
  const ratios = (figure: 'cpuSeconds' | 'seconds') =>
    live.map((run, n) => run[figure] / (plain[n]?.[figure] ?? Number.NaN));
  const share = ((await rest(flags.live)) - (await rest(flags.plain))) / (idle / 1000);
  return {
    input: `${largeObjects} objects of ${largeLines} lines, in a terminal of 80x24; ${dataDescription}`,
    rows: [medianRow('view', 'live view', live), medianRow('view', 'plain lines', plain)],
    notes: [
      `CPU of the same bytes, live view : plain lines, pair by pair: ${spread(ratios('cpuSeconds'))}`,
      `the same by the clock: ${spread(ratios('seconds'))}; on a busy machine this says nothing`,
      `the live view of an idle consumer took ${(share * 100).toFixed(1)}% of a core more than plain lines`,
    ],
  };
}

interface Figures {
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

interface Drained {
  readonly docs: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

/** `1.012 (0.998 to 1.031)`: the median, and how far the others lie from it. */
function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(3));
  return `${median(values).toFixed(3)} (${least} to ${most})`;
}

/** What is left of a run without its start and its end. */
function figures(run: Drained, start: Drained): Figures {
  const cpuSeconds = run.cpuSeconds - start.cpuSeconds;
  const seconds = run.seconds - start.seconds;
  return { perCpuSecond: run.docs / cpuSeconds, perSecond: run.docs / seconds, cpuSeconds, seconds };
}

async function idleCpu(pty: Pty): Promise<number> {
  await sleep(settle);
  const before = cpuOf(pty.pid());
  await sleep(idle);
  return cpuOf(pty.pid()) - before;
}
