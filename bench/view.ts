import { setTimeout as sleep } from 'node:timers/promises';
import { type Pty, startPty } from '../test/helpers/pty.ts';
import type { Acknowledged } from './acknowledge.ts';
import { dataDescription } from './flow-data.ts';
import { startHelper } from './helper.ts';
import { cpuOf, cpuOfEndedChildren } from './measure.ts';
import { medianRow, type PartResult, type Row, type Sizes } from './results.ts';
import type { Served } from './serve.ts';

/** ms over which an idle consumer is looked at, and ms before that. */
const idle = 20_000;
const settle = 4_000;

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

  /** By turns; an empty queue first, as starting is to be told apart from what a frame costs. */
  const plain = ['--no-ui'];
  const live: Figures[] = [];
  const lines: Figures[] = [];
  for (let n = 0; n < runs; n++) {
    const [liveStart, linesStart] = [await drain([], false), await drain(plain, false)];
    live.push(figures(await drain([]), liveStart));
    lines.push(figures(await drain(plain), linesStart));
  }
  const rows: Row[] = [medianRow('view', 'live view', live), medianRow('view', 'plain lines', lines)];
  const share = ((await rest([])) - (await rest(plain))) / (idle / 1000);
  return {
    input: `${largeObjects} objects of ${largeLines} lines, in a terminal of 80x24; ${dataDescription}`,
    rows,
    notes: [
      `the live view of an idle consumer took ${(share * 100).toFixed(1)}% of a core more than plain lines`,
    ],
  };
}

type Figures = Pick<Row, 'perCpuSecond' | 'cpuSeconds' | 'seconds'>;

interface Drained {
  readonly docs: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

/** What is left of a run without its start and its end. */
function figures(run: Drained, start: Drained): Figures {
  const cpuSeconds = run.cpuSeconds - start.cpuSeconds;
  return { perCpuSecond: run.docs / cpuSeconds, cpuSeconds, seconds: run.seconds };
}

async function idleCpu(pty: Pty): Promise<number> {
  await sleep(settle);
  const before = cpuOf(pty.pid());
  await sleep(idle);
  return cpuOf(pty.pid()) - before;
}
