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

  const drain = async (more: readonly string[]) => {
    await aws.ask('fill');
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
    return { perCpuSecond: docs / cpuSeconds, perSecond: docs / seconds, cpuSeconds, seconds };
  };
  const rest = async (more: readonly string[]) => {
    await using pty = startPty([...args, ...more], { env: environment });
    await pty.waitFor(more.length > 0 ? /\d\d:\d\d {2}0 objects/ : /WAITING/);
    // Awaited here: the terminal ends with this block.
    return await idleCpu(pty);
  };

  const plain = ['--no-ui'];
  const live: Awaited<ReturnType<typeof drain>>[] = [];
  const lines: typeof live = [];
  for (let n = 0; n < runs; n++) {
    live.push(await drain([]));
    lines.push(await drain(plain));
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

async function idleCpu(pty: Pty): Promise<number> {
  await sleep(settle);
  const before = cpuOf(pty.pid());
  await sleep(idle);
  return cpuOf(pty.pid()) - before;
}
