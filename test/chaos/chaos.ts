import { wipe } from '../helpers/search.ts';
import type { FaultName } from './faults.ts';
import { Run } from './run.ts';

export interface ChaosPlan {
  readonly seed: number;
  /** A real cluster; indices that begin with `index` are wiped in it, before and after. */
  readonly clusterUrl: string;
  readonly index: string;
  readonly objects: number;
  readonly kills: number;
  readonly faults: readonly FaultName[];
  /** ms in which all has to be done. */
  readonly longest: number;
  /** Hears a line now and then. */
  readonly say: (line: string) => void;
}

export interface ChaosResult {
  /** Empty: the index is exact, the queues are as they should be, the books balance. */
  readonly errors: readonly string[];
  readonly documents: number;
  readonly kills: number;
  /** Kills that met a consumer with messages in its hands, and how many messages those were. */
  readonly killsHolding: number;
  readonly messagesHeld: number;
  readonly injected: ReadonlyMap<FaultName, number>;
  /** Documents that the consumers which were left at the end found in the index already. */
  readonly duplicates: number;
  readonly seconds: number;
}

/** One run from a full queue to an empty one, over everything that goes wrong. Rejects, with the seed, when it does not get there. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosResult> {
  const { seed, objects, kills, faults } = plan;
  plan.say(`LOGFLOW_CHAOS_SEED=${seed}: ${objects} objects, ${kills} kills, ${faults.join(' ')}`);
  await wipe(plan.clusterUrl, plan.index);
  await using run = new Run(plan);
  try {
    return await run.toTheEnd();
  } catch (cause) {
    throw new Error(`LOGFLOW_CHAOS_SEED=${seed}: ${(cause as Error).message}`, { cause });
  } finally {
    await wipe(plan.clusterUrl, plan.index);
  }
}
