import type { ColumnsDefinition } from '../definition.ts';
import type { Plan } from './plan.ts';
import { toWords, type Words } from './words.ts';

/** By number: `,"protocol_name":"tcp"`. */
export type NameWords = readonly (Words | undefined)[];

/** What the generated function writes for the plan's names, each with its key. */
export function nameWords(plan: Plan, { names }: ColumnsDefinition): NameWords[] {
  return plan.names.map(({ target }) => {
    const table = names.find((one) => one.target === target)?.names ?? {};
    const words: (Words | undefined)[] = [];
    for (const [number, name] of Object.entries(table)) {
      words[Number(number)] = toWords(`,${JSON.stringify(target)}:${JSON.stringify(name)}`);
    }
    return words;
  });
}

/** Bytes that names can add to a document. */
export function longestNames(all: readonly NameWords[]): number {
  // Numbers without a name are holes, which `reduce` passes over.
  const longest = all.map((words) => words.reduce((most, one) => Math.max(most, one?.bytes ?? 0), 0));
  return longest.reduce((sum, bytes) => sum + bytes, 0);
}
