import { setTimeout as pause } from 'node:timers/promises';
import { startClusterProxy } from '../helpers/cluster-proxy.ts';
import { type LogflowResult, startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { ask, summaryOf, wipe } from '../helpers/search.ts';
import { waitFor } from '../helpers/wait.ts';
import type { Outage } from './outage.ts';
import { type Day, dayObject, days, linesEach, otherDay } from './outage-objects.ts';
import { indexErrors } from './verify.ts';

export interface SitOut {
  readonly clusterUrl: string;
  /** What its indices begin with; wiped before and after. */
  readonly index: string;
  readonly outage: Outage;
  /** ms that it lasts at least; it also lasts until the cluster was probed a few times. */
  readonly atLeast: number;
}

/** How a consumer sat out an outage. */
export interface SatOut {
  /** Empty: nothing was rejected or deleted meanwhile, it was told, and all is in the index now. */
  readonly errors: readonly string[];
  readonly documents: number;
  /** Documents of the day whose index was well, and how many of them went in while the other took nothing. */
  readonly well: number;
  readonly wellMeanwhile: number;
  /** Bulk requests from when the brake was told until the cluster was mended. */
  readonly probes: number;
  readonly seconds: number;
}

/** Objects of one day, of the other, and of both: so many of each. */
const ofEach = 12;
const probesSeen = 4;

/** A real outage of a real cluster, from a queue that is full to one that is empty. */
export async function sitOut(plan: SitOut): Promise<SatOut> {
  const { clusterUrl, index, outage, atLeast } = plan;
  const startedAt = performance.now();
  const today = `${index}-${days.today}`;
  await wipe(clusterUrl, index);
  await using road = await openRoad('sns');
  let bulks = 0;
  await using proxy = await startClusterProxy(clusterUrl, ({ isBulk }) => {
    if (isBulk) bulks += 1;
    return undefined;
  });
  const args = ['--queue', road.queue, '--node', proxy.url, '--index', `${index}-{yyyy}-{MM}-{dd}`];
  await using run = startLogflow(['consume', ...args, '--visibility-timeout', '3s', '--json'], {
    env: road.aws.environment,
    timeoutMs: atLeast + 240_000,
  });
  try {
    const first = dayObject(0, ['today'], index);
    await road.put(first.key, first.body);
    await waitFor(async () => (await count(plan, 'today')) === linesEach, {
      what: "the first day's index",
      timeoutMs: 60_000,
    });
    await outage.begin(clusterUrl, today);
    const begunAt = performance.now();
    const objects = await putMany(road, plan);
    await run.waitForStderr(outage.told);
    const told = bulks;
    await waitFor(() => bulks >= told + probesSeen, {
      what: `${probesSeen} probes after the brake was engaged`,
      timeoutMs: 120_000,
    });
    await pause(Math.max(0, atLeast - (performance.now() - begunAt)));
    const probes = bulks - told;
    const errors = await meanwhileErrors(road, plan);
    const wellMeanwhile = await count(plan, otherDay[outage.hits]);

    await outage.end(clusterUrl, today);
    await waitFor(async () => (await messagesIn(road)) === 0, {
      what: 'an empty queue after the cluster was mended',
      timeoutMs: 120_000,
    });
    run.kill('SIGTERM');
    errors.push(...endErrors(await run.done, outage));
    const documents = new Map([first, ...objects].flatMap((object) => [...object.documents]));
    errors.push(...(await indexErrors(clusterUrl, `${index}-*`, documents)));
    if ((await road.deadLetters()) > 0) errors.push('there are dead letters');
    const well = await count(plan, otherDay[outage.hits]);
    const seconds = (performance.now() - startedAt) / 1000;
    return { errors, documents: documents.size, well, wellMeanwhile, probes, seconds };
  } finally {
    await outage.end(clusterUrl, today).catch(() => {});
    await wipe(clusterUrl, index);
  }
}

async function putMany(road: Road, { index, outage }: SitOut) {
  const kinds: readonly (readonly Day[])[] = [[otherDay[outage.hits]], [outage.hits], ['today', 'tomorrow']];
  const objects = Array.from({ length: ofEach }, (_, i) =>
    kinds.map((kind, k) => dayObject(1 + i * kinds.length + k, kind, index)),
  ).flat();
  for (const { key, body } of objects) await road.put(key, body);
  return objects;
}

/** What must not have happened while the index took nothing. */
async function meanwhileErrors(road: Road, plan: SitOut): Promise<string[]> {
  const errors: string[] = [];
  const affected = 2 * ofEach;
  const kept = await messagesIn(road);
  if (kept < affected)
    errors.push(`of ${affected} messages with documents that were not taken ${kept} are left`);
  const before = plan.outage.hits === 'today' ? linesEach : 0;
  const found = await count(plan, plan.outage.hits);
  if (found !== before) errors.push(`the index that takes nothing went from ${before} to ${found} documents`);
  return errors;
}

function endErrors({ code, stdout, stderr }: LogflowResult, { code: told }: Outage): string[] {
  const { documents, objects, problems } = summaryOf(stdout);
  const errors: string[] = [];
  if (code !== 0) errors.push(`it ended with ${code}: ${stderr.slice(-500)}`);
  if (documents.rejected > 0) errors.push(`${documents.rejected} documents were rejected`);
  if (objects.failed) errors.push(`${objects.failed} objects failed`);
  if (!problems.some((problem) => problem.code === told)) errors.push(`the summary does not tell of ${told}`);
  return errors;
}

async function messagesIn(road: Road): Promise<number> {
  const { visible, inFlight, delayed } = await road.depth();
  return visible + inFlight + delayed;
}

async function count({ clusterUrl, index }: SitOut, day: Day): Promise<number> {
  const url = `${clusterUrl}/${index}-${days[day]}`;
  await ask('POST', `${url}/_refresh`);
  const { body } = await ask('GET', `${url}/_count`);
  return (body as { count?: number }).count ?? 0;
}
