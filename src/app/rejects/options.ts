import { z } from 'zod';
import { type Flags, ownFlags, withWords } from '../settings/own-flags.ts';
import { flag } from '../settings/units.ts';

/** What `logflow rejects replay` is told beside its settings. */
export interface ReplayOptions {
  readonly dryRun: boolean;
}

const schema = z.object({ 'dry-run': flag().prefault(false) });

/** Throws `LF_USAGE` (exit 2). */
export function replayOptions(flags: Flags, argv: readonly string[], env: NodeJS.ProcessEnv): ReplayOptions {
  const own = ownFlags('rejects replay', schema, withWords(flags, argv, env));
  return { dryRun: own['dry-run'] };
}
