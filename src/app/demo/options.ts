import { z } from 'zod';
import { type Flags, ownFlags } from '../settings/own-flags.ts';
import { count } from '../settings/units.ts';
import type { DemoOptions } from './demo.ts';

const schema = z.object({
  objects: count(1, 1_000_000).prefault(60),
  lines: count(1, 1_000_000).prefault(500),
  seed: count(0, 2 ** 32 - 1).prefault(1),
});

/** Checks the demo's own flags; all mistakes at once. */
export function demoOptions(flags: Flags): Omit<DemoOptions, 'targetChosen'> {
  return ownFlags('demo', schema, flags);
}
