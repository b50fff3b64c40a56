import { z } from 'zod';
import { type Flags, ownFlags, withWords } from '../settings/own-flags.ts';
import { count, flag, list, text } from '../settings/units.ts';
import { type Reason, reasons } from './reasons.ts';
import type { Selection } from './selection.ts';

/** What the three commands are told beside their settings. */
export interface DlqOptions {
  /** Name or URL of the dead-letter queue; else the source queue's redrive policy says. */
  readonly dlq: string | undefined;
  readonly selection: Selection;
  /** Messages, at most: received by `list`, shown by `show`, moved by `redrive`. */
  readonly max: number | undefined;
  /** Whether objects are looked at again. */
  readonly look: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** So many messages are held at most: SQS lets 120,000 of a queue be in flight, for everybody together. */
export const mostHeld = 100_000;

const reasonMistake = `must be one of ${reasons.join(', ')}`;
const reason = z.enum(reasons, { error: reasonMistake });

const schema = z.object({
  dlq: text().optional(),
  // The value of a variable is not split by oclif (R35).
  reason: list(reasonMistake)
    .prefault([])
    .pipe(z.array(reason))
    .transform((all) => new Set<Reason>(all)),
  key: text().optional(),
  'message-id': list('must be ids of messages')
    .prefault([])
    .transform((all) => new Set(all)),
  max: count(1, mostHeld).optional(),
  look: flag().prefault(true),
  'dry-run': flag().prefault(false),
  yes: flag().prefault(false),
});

/** Checks the flags that are no settings; all mistakes at once. */
export function dlqOptions(
  command: string,
  flags: Flags,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): DlqOptions {
  const own = ownFlags(command, schema, withWords(flags, argv, env));
  const { dlq, reason, key, max, look, yes } = own;
  const selection = { reasons: reason, key, messageIds: own['message-id'] };
  return { dlq, selection, max, look, dryRun: own['dry-run'], yes };
}
