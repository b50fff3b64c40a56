import { z } from 'zod';
import { LogflowError } from '../../model/errors.ts';
import { count, flag, text } from '../settings/units.ts';
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

/** The value of a variable is not split by oclif (R35); neither reasons nor message ids have commas. */
const list = z
  .array(z.string())
  .prefault([])
  .transform((values) =>
    values
      .flatMap((value) => value.split(','))
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  );

const reason = z.enum(reasons, { error: `must be one of ${reasons.join(', ')}` });

const schema = z.object({
  dlq: text().optional(),
  reason: list.pipe(z.array(reason)).transform((all) => new Set<Reason>(all)),
  key: text().optional(),
  'message-id': list.transform((all) => new Set(all)),
  max: count(1, mostHeld).optional(),
  look: flag().prefault(true),
  'dry-run': flag().prefault(false),
  yes: flag().prefault(false),
});

/** Checks the flags that are no settings; all mistakes at once. */
export function dlqOptions(command: string, flags: Readonly<Record<string, unknown>>): DlqOptions {
  // oclif takes every word of a variable that it does not know for "false": that must not turn a dry run into a real one.
  const word = flags['dry-run'] === false ? process.env.LOGFLOW_DRY_RUN : undefined;
  const parsed = schema.safeParse(word === undefined ? flags : { ...flags, 'dry-run': word });
  if (parsed.success) {
    const { dlq, reason, key, max, look, yes, ...more } = parsed.data;
    const selection = { reasons: reason, key, messageIds: more['message-id'] };
    return { dlq, selection, max, look, dryRun: more['dry-run'], yes };
  }
  const mistakes = parsed.error.issues.map(({ path, message }) => `  --${path[0]?.toString()}: ${message}`);
  throw new LogflowError(
    {
      code: 'LF_USAGE',
      message: `these flags cannot be used:\n${[...new Set(mistakes)].join('\n')}`,
      hint: `See \`logflow ${command} --help\`.`,
    },
    { exit: 2 },
  );
}
