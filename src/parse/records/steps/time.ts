import type { StepOf } from '../../definition.ts';
import { malformed } from '../../reading.ts';
import { readTime } from '../../rules/read-time.ts';
import { eventTime } from '../../rules/tree.ts';
import type { StepRunner, TimeWindow } from '../event.ts';
import { recordReasons } from '../record-reasons.ts';
import { pathOf, removeAt, type Tree, valueAt } from '../tree.ts';

/** Finds the time of an event, which must be there and in the window (R4). */
export function timeStep({ fields: dotted, formats }: StepOf<'time'>): StepRunner {
  const sources = dotted.map((field) => ({ field, path: pathOf(field) }));
  return (event, window) => {
    const texts = sources.map(({ path }) => textAt(event.fields, path));
    const first = texts.findIndex((text) => text !== undefined);
    if (first === -1) return malformed(recordReasons.noTime(dotted));
    const time = timeOf(texts, first, formats, window);
    if (time === undefined) return malformed(recordReasons.badTime(dotted[first] ?? ''));
    event.time = time;
    // It is written again, as all documents have it.
    if (dotted[first] === eventTime) removeAt(event.fields, [eventTime]);
    return undefined;
  };
}

/** ms since the epoch. */
function timeOf(
  texts: readonly (string | undefined)[],
  first: number,
  formats: StepOf<'time'>['formats'],
  { earliest, latest }: TimeWindow,
): number | undefined {
  for (const format of formats) {
    const values = format === 'date-and-time' ? texts : [texts[first]];
    const read = readTime(
      format,
      values.map((text) => text ?? ''),
    );
    if (read === undefined) continue;
    const time = read.seconds * 1000 + read.millis;
    return time >= earliest * 1000 && time <= latest * 1000 ? time : undefined;
  }
  return undefined;
}

/** A number or a text, which must not be empty. */
function textAt(fields: Tree, path: readonly string[]): string | undefined {
  const value = valueAt(fields, path);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || JSON.isRawJSON(value) ? JSON.stringify(value) : undefined;
}
