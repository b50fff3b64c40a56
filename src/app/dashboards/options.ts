import { z } from 'zod';
import { LogflowError } from '../../model/errors.ts';
import { flag, text } from '../settings/units.ts';

/** What `logflow dashboards install` is told beside its settings. */
export interface DashboardsOptions {
  readonly url: string | undefined;
  readonly space: string | undefined;
  readonly overwrite: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** A file, or `-`: write the objects there and install nothing. */
  readonly export: string | undefined;
}

const schema = z
  .object({
    // The value is not shown: it may hold a password.
    'dashboards-url': text()
      .refine(
        (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
        'must be an http:// or https:// URL',
      )
      .optional(),
    space: text()
      .regex(/^[\w-]{1,100}$/, 'must be the name of a space or a tenant: letters, digits, - and _')
      .optional(),
    overwrite: flag().prefault(false),
    yes: flag().prefault(false),
    'dry-run': flag().prefault(false),
    export: text().optional(),
  })
  .superRefine((given, context) => {
    if (given.export === undefined && given['dashboards-url'] === undefined) {
      const message = 'is needed: the address of OpenSearch Dashboards or Kibana (or --export FILE)';
      context.addIssue({ code: 'custom', path: ['dashboards-url'], message });
    }
    if (given.export !== undefined && given.overwrite) {
      const message = 'has no meaning beside --export';
      context.addIssue({ code: 'custom', path: ['overwrite'], message });
    }
  });

/** Checks the flags that are no settings; all mistakes at once. */
export function dashboardsOptions(flags: Readonly<Record<string, unknown>>): DashboardsOptions {
  // oclif takes every word of a variable that it does not know for "false": that must not turn a dry run into a real one.
  const word = flags['dry-run'] === false ? process.env.LOGFLOW_DRY_RUN : undefined;
  const parsed = schema.safeParse(word === undefined ? flags : { ...flags, 'dry-run': word });
  if (parsed.success) {
    const { 'dashboards-url': url, space, overwrite, yes, 'dry-run': dryRun, export: file } = parsed.data;
    return { url, space, overwrite, yes, dryRun, export: file };
  }
  const mistakes = parsed.error.issues.map(({ path, message }) => `  --${path[0]?.toString()}: ${message}`);
  throw new LogflowError(
    {
      code: 'LF_USAGE',
      message: `these flags cannot be used:\n${[...new Set(mistakes)].join('\n')}`,
      hint: 'See `logflow dashboards install --help`.',
    },
    { exit: 2 },
  );
}
