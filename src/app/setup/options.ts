import { z } from 'zod';
import { LogflowError } from '../../model/errors.ts';
import { flag } from '../settings/units.ts';
import { type PartName, partNames } from './part.ts';

/** What `logflow setup` is told beside its settings. */
export interface SetupOptions {
  /** Parts to look at; all of them when empty. */
  readonly only: ReadonlySet<PartName>;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly destroy: boolean;
}

const schema = z.object({
  only: z
    .array(z.string())
    .prefault([])
    // The value of a variable is not split by oclif (R35).
    .transform((values) =>
      values
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    )
    .pipe(z.array(z.enum(partNames, { error: `must be some of ${partNames.join(', ')}` }))),
  'dry-run': flag().prefault(false),
  yes: flag().prefault(false),
  destroy: flag().prefault(false),
});

/** Checks the flags that are no settings; all mistakes at once. */
export function setupOptions(flags: Readonly<Record<string, unknown>>): SetupOptions {
  // oclif takes every word of a variable that it does not know for "false": that must not turn a dry run into a real one.
  const word = flags['dry-run'] === false ? process.env.LOGFLOW_DRY_RUN : undefined;
  const parsed = schema.safeParse(word === undefined ? flags : { ...flags, 'dry-run': word });
  if (parsed.success) {
    const { only, yes, destroy, 'dry-run': dryRun } = parsed.data;
    return { only: new Set(only), dryRun, yes, destroy };
  }
  const mistakes = parsed.error.issues.map(({ path, message }) => `  --${path[0]?.toString()}: ${message}`);
  throw new LogflowError(
    {
      code: 'LF_USAGE',
      message: `these flags cannot be used:\n${[...new Set(mistakes)].join('\n')}`,
      hint: 'See `logflow setup --help`.',
    },
    { exit: 2 },
  );
}
