import { z } from 'zod';
import { LogflowError } from '../../model/errors.ts';
import { count } from '../settings/units.ts';
import type { DemoOptions } from './demo.ts';

const schema = z.object({
  objects: count(1, 1_000_000).prefault(60),
  lines: count(1, 1_000_000).prefault(500),
  seed: count(0, 2 ** 32 - 1).prefault(1),
});

/** Checks the demo's own flags; all mistakes at once. */
export function demoOptions(flags: Readonly<Record<string, unknown>>): Omit<DemoOptions, 'targetChosen'> {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `  --${path.join('.')}: ${message}`);
  throw new LogflowError(
    {
      code: 'LF_USAGE',
      message: `these flags cannot be used:\n${mistakes.join('\n')}`,
      hint: 'See `logflow demo --help`.',
    },
    { exit: 2 },
  );
}
