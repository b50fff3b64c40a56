import { never } from '../../src/model/errors.ts';
import { type ChaosResult, runChaos } from './chaos.ts';
import type { Scenario } from './scenarios.ts';
import { sitOut } from './sit-out.ts';

/** ms that an outage lasts in the long form. */
const outageLasts = 60_000;

/** One run of the long form. Rejects when it does not get to its end. */
export async function runScenario(
  scenario: Scenario,
  clusterUrl: string,
  seed: number,
  say: (line: string) => void,
): Promise<ChaosResult> {
  switch (scenario.kind) {
    case 'chaos':
      return runChaos({
        ...scenario,
        seed,
        clusterUrl,
        index: 'chaos',
        // Each kill costs a start and what it held; the rest is for faults that make everybody wait.
        longest: 300_000 + scenario.kills * 15_000 + scenario.objects * 500,
        say,
      });
    case 'outage': {
      const { outage } = scenario;
      const { errors, documents, seconds, ...figures } = await sitOut({
        clusterUrl,
        index: 'outage',
        outage,
        atLeast: outageLasts,
      });
      say(`${errors.join('; ') || 'exact'} ${JSON.stringify(figures)}`);
      const none = { kills: 0, killsHolding: 0, messagesHeld: 0, duplicates: 0 };
      return { errors, documents, seconds, ...none, injected: new Map() };
    }
    default:
      return never(scenario);
  }
}

/** The options that run it once more. */
export function again(scenario: Scenario): string {
  if (scenario.kind === 'outage') return '--faults outages';
  const { name, faults, kills, objects } = scenario;
  if (faults.length === 0) return `--faults each --kills ${kills * 10} --objects ${objects}`;
  return `--faults ${name === 'all' ? name : faults.join(',')} --kills ${kills} --objects ${objects}`;
}
