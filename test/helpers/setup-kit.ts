import type { z } from 'zod';
import { type SetupSection, setupSection } from '../../src/app/settings/setup.ts';
import { type Names, namesOf, type Place } from '../../src/app/setup/names.ts';
import type { Step } from '../../src/app/setup/part.ts';

/** A section of `logflow.yaml` as it is read, with the defaults. */
export function sectionOf(given: z.input<typeof setupSection> = {}): SetupSection {
  return setupSection.parse(given);
}

/** The account is moto's. */
export const place: Place = { partition: 'aws', region: 'us-west-2', account: '123456789012' };

export function namesFor(section: SetupSection, where: Partial<Place> = {}): Names {
  return namesOf(section, undefined, { ...place, ...where });
}

/** What a plan says, without what it would do. */
export function told(steps: readonly Step[]): object[] {
  return steps.map((step) => {
    const { kind, name } = step;
    if (kind === 'refuse') return { kind, name, code: step.problem.code };
    if (kind === 'keep') return { kind, name };
    return { kind, name, fields: step.fields };
  });
}

/** Does all that is planned, in order; a plan with a refusal is an error. */
export async function carryOut(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'refuse') throw new Error(step.problem.message);
    if (step.kind !== 'keep') await step.apply();
  }
}
