import { never } from '../../model/errors.ts';
import { fold } from '../../model/fold.ts';
import { plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { FieldChange, Step } from './part.ts';
import { isTask } from './plan.ts';

const width = 80;
const indent = ' '.repeat(8);

/** A plan for people: what stays in a line each, what is to be done field by field. */
export function planText(steps: readonly Step[]): string {
  return steps.map((step) => `${stepLines(step).join('\n')}\n`).join('');
}

function stepLines(step: Step): string[] {
  const head = wrapped(`${step.kind.padEnd(8)}${step.what} ${step.name}`, '', indent);
  switch (step.kind) {
    case 'keep':
      return [...head, ...noteLines(step.note)];
    case 'refuse':
      return [
        ...head,
        ...wrapped(step.problem.message, indent),
        ...wrapped(`next: ${step.problem.hint} (${step.problem.code})`, indent),
      ];
    case 'create':
    case 'change':
    case 'delete':
      return [...head, ...step.fields.flatMap(fieldLines), ...noteLines(step.note)];
    default:
      return never(step);
  }
}

function fieldLines({ field, now, then }: FieldChange): string[] {
  const change =
    now === undefined ? `${then ?? 'none'}` : then === undefined ? `${now} -> none` : `${now} -> ${then}`;
  return wrapped(`${field}: ${change}`, indent, `${indent}  `);
}

function noteLines(note: string | undefined): string[] {
  return note === undefined ? [] : wrapped(`note: ${note}`, indent, `${indent}  `);
}

function wrapped(text: string, first: string, further = first): string[] {
  return fold(printable(text).trim().split(' '), width, first, further);
}

/** `2 to create, 1 to change, 4 as wanted` */
export function countText(steps: readonly Step[], destroy: boolean): string {
  const count = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length;
  const refused = count('refuse');
  const kept = count('keep');
  const counts = [
    ...(['create', 'change', 'delete'] as const)
      .filter((kind) => count(kind) > 0)
      .map((kind) => `${count(kind)} to ${kind}`),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(kept > 0 ? [`${kept} ${destroy ? 'kept' : 'as wanted'}`] : []),
  ];
  if (counts.length === 0) return 'nothing is there';
  const nothing = refused === 0 && !steps.some(isTask) ? '; nothing to do' : '';
  return `${counts.join(', ')}${nothing}`;
}

/** `SQS queue flow-objects` */
export function stepName({ what, name }: Step): string {
  return printable(`${what} ${name}`);
}

/** `Apply these 3 steps? (yes/no) ` */
export function question(steps: readonly Step[], destroy: boolean): string {
  const count = plural(steps.filter(isTask).length, 'step');
  return `${destroy ? 'Delete what is listed' : 'Apply this'}: ${count}? (yes/no) `;
}
