import { z } from 'zod';
import { type Flags, ownFlags, withWords } from '../settings/own-flags.ts';
import { flag, list } from '../settings/units.ts';
import { type ExportForm, exportForms } from './export/forms.ts';
import { type PartName, partNames } from './part.ts';

/** What `logflow setup` is told beside its settings. */
export interface SetupOptions {
  /** Parts to look at; all of them when empty. */
  readonly only: ReadonlySet<PartName>;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly destroy: boolean;
  /** Print it in this form, and make nothing. */
  readonly export: ExportForm | undefined;
  /** 12 digits; that an exported policy is for. */
  readonly account: string | undefined;
}

const partsMistake = `must be some of ${partNames.join(', ')}`;

const fields = z.object({
  // The value of a variable is not split by oclif (R35).
  only: list(partsMistake)
    .prefault([])
    .pipe(z.array(z.enum(partNames, { error: partsMistake }))),
  'dry-run': flag().prefault(false),
  yes: flag().prefault(false),
  destroy: flag().prefault(false),
  export: z.enum(exportForms, { error: `must be ${exportForms.join(' or ')}` }).optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be an account id of 12 digits')
    .optional(),
});

const schema = fields.superRefine((given, context) => {
  const refuse = (name: string, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (given.account !== undefined && given.export !== 'policy')
    refuse('account', 'goes with --export policy');
  if (given.export === undefined) return;
  if (given.destroy) refuse('destroy', 'has no meaning beside --export');
  if (given.only.length > 0) refuse('only', 'has no meaning beside --export');
});

/** Checks the flags that are no settings; all mistakes at once. */
export function setupOptions(flags: Flags, argv: readonly string[], env: NodeJS.ProcessEnv): SetupOptions {
  const own = ownFlags('setup', schema, withWords(flags, argv, env));
  const { only, yes, destroy, 'dry-run': dryRun, export: form, account } = own;
  return { only: new Set(only), dryRun, yes, destroy, export: form, account };
}
