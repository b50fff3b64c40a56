import { type FaultName, faultNames } from './faults.ts';
import { floodStage, midnight, type Outage } from './outage.ts';

/** One run of the long form. */
export type Scenario =
  | {
      readonly kind: 'chaos';
      readonly name: string;
      readonly faults: readonly FaultName[];
      readonly kills: number;
      readonly objects: number;
    }
  | { readonly kind: 'outage'; readonly name: string; readonly outage: Outage };

/** Kills with one fault alone: a tenth of those with all. */
const alone = 0.1;

/**
 * What `--faults` means: `all` (one run with all of them), `each` (a run for each of them alone, and one with kills
 * alone), `outages`, or names, which go together. Undefined when there is a word that is none of these.
 */
export function scenariosOf(faults: string, kills: number, objects?: number): Scenario[] | undefined {
  const scenario = (name: string, those: readonly FaultName[], share: number): Scenario => {
    const own = Math.ceil(kills * share);
    return { kind: 'chaos', name, faults: those, kills: own, objects: objects ?? Math.max(200, own * 4) };
  };
  const scenarios: Scenario[] = [];
  const named: FaultName[] = [];
  for (const word of faults.split(',').map((text) => text.trim())) {
    const known = faultNames.find((name) => name === word);
    if (known) named.push(known);
    else if (word === 'all') scenarios.push(scenario('all', faultNames, 1));
    else if (word === 'outages')
      scenarios.push(
        ...[midnight, floodStage].map((outage) => ({ kind: 'outage', name: outage.name, outage }) as const),
      );
    else if (word === 'each')
      scenarios.push(
        scenario('kills alone', [], alone),
        ...faultNames.map((fault) => scenario(fault, [fault], alone)),
      );
    else return undefined;
  }
  if (named.length > 0) scenarios.push(scenario(named.join('+'), named, 1));
  return scenarios;
}
