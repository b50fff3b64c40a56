import { lastSecond } from '../integers.ts';
import type { OwnAction } from '../own-definition.ts';
import { namedTimes } from '../own-definition.ts';
import { pathOf } from '../records/tree.ts';
import { readTime } from '../rules/read-time.ts';
import { malformedStep, type RunStep } from './event.ts';
import { compileTimePattern, type ReadTime } from './time-pattern.ts';
import { putAt, textOf, valueAt } from './tree.ts';
import type { StepWorld } from './world.ts';

/** The field that is the event's time. */
export const eventTime = '@timestamp';

/** Writes a time as an ISO date with milliseconds; that of the event must be within the accepted window (R4). */
export function timeStep(step: OwnAction & { kind: 'time' }, { earliest }: StepWorld): RunStep {
  const paths = step.fields.map(pathOf);
  const target = pathOf(step.to);
  const formats = step.formats.map((format) => reader(format, step.timezone));
  const [field = ''] = step.fields;
  return (event) => {
    const value = paths.map((path) => valueAt(event.fields, path)).find((one) => one !== undefined);
    if (value === undefined) return undefined;
    const text = textOf(value);
    const seconds = firstOf(formats, text);
    if (seconds === undefined) return malformedStep(`${field} is no time (${step.formats.join(' or ')})`);
    const time = Math.floor(seconds * 1000 + 1e-4) / 1000;
    if (time < earliest || time > Math.min(event.latest, lastSecond)) {
      return malformedStep(`${field} is not within the accepted window of times`);
    }
    if (step.to === eventTime) event.time = time;
    putAt(event.fields, target, new Date(Math.round(time * 1000)).toISOString());
    return undefined;
  };
}

function firstOf(formats: readonly ReadTime[], text: string): number | undefined {
  for (const read of formats) {
    const seconds = read(text);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

function reader(format: string, timezone: string): ReadTime {
  const named = namedTimes.find((name) => name === format);
  if (named) {
    return (text) => {
      const time = readTime(named, [text]);
      return time && time.seconds + time.millis / 1000;
    };
  }
  const compiled = compileTimePattern(format, timezone);
  if (compiled.kind === 'mistake') throw new Error(`${format} ${compiled.what}`);
  return compiled.read;
}
