import { never } from '../../../model/errors.ts';
import type { Step } from '../../definition.ts';
import type { StepRunner } from '../event.ts';
import { addressStep } from './address.ts';
import { dropStep } from './drop.ts';
import { fitStep } from './fit.ts';
import { renameStep } from './rename.ts';
import { timeStep } from './time.ts';

/** A step, ready to be done to many events. */
export function stepRunner(step: Step): StepRunner {
  switch (step.kind) {
    case 'time':
      return timeStep(step);
    case 'rename':
      return renameStep(step);
    case 'drop':
      return dropStep(step);
    case 'fit':
      return fitStep(step);
    case 'address':
      return addressStep(step);
    default:
      return never(step);
  }
}
