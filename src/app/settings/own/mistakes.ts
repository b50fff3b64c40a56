import type { z } from 'zod';
import { formats } from '../../../formats/catalogue.ts';

type Entry = Readonly<Record<string, unknown>>;

/** What one field of a pipeline cannot say alone. Entries may be anything here. */
export function findMistakes(entries: unknown, { addIssue }: z.RefinementCtx): void {
  if (!Array.isArray(entries)) return;
  const mistake = (path: PropertyKey[], message: string) => addIssue({ code: 'custom', path, message });
  const taken = formats.map(({ definition }) => ({
    name: definition.name,
    indices: beginning(definition.index),
  }));
  for (const [i, item] of entries.entries()) {
    const entry: Entry = typeof item === 'object' && item !== null ? item : {};
    if (typeof entry.name !== 'string') continue;
    const { name } = entry;
    const indices = beginning(typeof entry.index === 'string' ? entry.index : `${name}-{yyyy}`);
    const same = taken.find((one) => one.name === name);
    if (same) mistake([i, 'name'], `there is a pipeline ${name} already`);
    const near = taken.find((one) => one.indices.startsWith(indices) || indices.startsWith(one.indices));
    if (near && !same) mistake([i, 'index'], overlap(indices, near.name, near.indices));
    taken.push({ name, indices });
    if (Array.isArray(entry.steps) && !entry.steps.some(isEventTime)) {
      mistake([i, 'steps'], 'need the time of the event, like { time: { field: ts, formats: iso } }');
    }
  }
}

/** Two templates of the same priority cannot be about the same index. */
function overlap(indices: string, other: string, theirs: string): string {
  return `its indices, ${indices}*, and those of ${other}, ${theirs}*, cannot be told apart: give it another`;
}

/** What all index names of a pattern begin with. */
function beginning(index: string): string {
  return index.split('{')[0] ?? '';
}

function isEventTime(step: unknown): boolean {
  const time = (step as { time?: { to?: unknown } } | null)?.time;
  return typeof time === 'object' && time !== null && (time.to ?? '@timestamp') === '@timestamp';
}
