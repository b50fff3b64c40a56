import { never } from '../../model/errors.ts';
import type { OwnAction, OwnStep } from '../own-definition.ts';
import { pathOf } from '../records/tree.ts';
import { holds, TooLong } from './conditions.ts';
import { convert } from './convert.ts';
import { malformedStep, type RunStep } from './event.ts';
import { fillIn } from './fill-in.ts';
import { geoStep } from './geo-step.ts';
import { fieldsParser } from './parser.ts';
import { replaceStep, splitStep, textStep } from './text-steps.ts';
import { timeStep } from './time-step.ts';
import { putAt, takeAt, textOf, valueAt } from './tree.ts';
import type { StepWorld } from './world.ts';

/** Makes a step ready to be run on the events of an object. */
export function runnable(step: OwnStep, world: StepWorld): RunStep {
  const run = action(step, world);
  if (!step.when) return run;
  const isMeant = holds(step.when);
  return (event) => {
    try {
      return isMeant(event.fields) ? run(event) : undefined;
    } catch (error) {
      if (error instanceof TooLong) return malformedStep(error.message);
      throw error;
    }
  };
}

function action(step: OwnAction, world: StepWorld): RunStep {
  switch (step.kind) {
    case 'leave-out':
      return () => ({ kind: 'filtered', value: step.name });
    case 'parse':
      return parseStep(step);
    case 'rename':
      return each(step.names, ([from, to]) => {
        const [source, target] = [pathOf(from), pathOf(to)];
        return ({ fields }) => {
          const value = takeAt(fields, source);
          if (value !== undefined) putAt(fields, target, value);
        };
      });
    case 'remove': {
      const paths = step.fields.map(pathOf);
      return ({ fields }) => {
        for (const path of paths) takeAt(fields, path);
        return undefined;
      };
    }
    case 'add':
      return each(step.values, ([to, value]) => {
        const target = pathOf(to);
        const filled = typeof value === 'string' ? fillIn(value) : () => value;
        return ({ fields }) => putAt(fields, target, filled(fields));
      });
    case 'convert':
      return convertStep(step);
    case 'time':
      return timeStep(step, world);
    case 'geo':
      return geoStep(step.targets, world.geo);
    case 'lower':
      return textStep(step.fields, (text) => text.toLowerCase());
    case 'upper':
      return textStep(step.fields, (text) => text.toUpperCase());
    case 'strip':
      return textStep(step.fields, (text) => text.trim());
    case 'split':
      return splitStep(step.separators);
    case 'replace':
      return replaceStep(step);
    case 'lookup':
      return lookupStep(step);
    default:
      return never(step);
  }
}

function each<T>(
  of: Readonly<Record<string, T>>,
  make: (entry: readonly [string, T]) => (event: Parameters<RunStep>[0]) => void,
): RunStep {
  const all = Object.entries(of).map(make);
  return (event) => {
    for (const one of all) one(event);
    return undefined;
  };
}

function parseStep({ field, parser }: OwnAction & { kind: 'parse' }): RunStep {
  const path = pathOf(field);
  const parse = fieldsParser(parser, []);
  return ({ fields }) => {
    const value = valueAt(fields, path);
    if (value === undefined) return undefined;
    const found = parse(textOf(value));
    if (typeof found === 'string') return malformedStep(`${field}: ${found}`);
    Object.assign(fields, found);
    return undefined;
  };
}

function convertStep({ types }: OwnAction & { kind: 'convert' }): RunStep {
  const all = Object.entries(types).map(([field, to]) => ({ field, path: pathOf(field), to }));
  return ({ fields }) => {
    for (const { field, path, to } of all) {
      const value = valueAt(fields, path);
      if (value === undefined) continue;
      const converted = Array.isArray(value) ? value.map((one) => convert(one, to)) : convert(value, to);
      const failed = Array.isArray(converted) ? converted.includes(undefined) : converted === undefined;
      if (failed) return malformedStep(`${field} is no ${to}`);
      putAt(fields, path, converted);
    }
    return undefined;
  };
}

function lookupStep({ field, to, table, otherwise }: OwnAction & { kind: 'lookup' }): RunStep {
  const [source, target] = [pathOf(field), pathOf(to)];
  return ({ fields }) => {
    const value = valueAt(fields, source);
    if (value === undefined) return undefined;
    const text = textOf(value);
    const found = Object.hasOwn(table, text) ? table[text] : otherwise;
    if (found !== undefined) putAt(fields, target, found);
    return undefined;
  };
}
