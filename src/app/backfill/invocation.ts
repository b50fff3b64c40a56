import { afterBackfill } from '../after/rules.ts';
import { noOverwriteInStream } from '../settings/index-rules.ts';
import { needsCluster, needsQueue, type Rule } from '../settings/load.ts';
import { type Flags, withWords } from '../settings/own-flags.ts';
import { flag } from '../settings/units.ts';
import type { Invocation } from './backfill.ts';
import { backfillOptions } from './options.ts';

/** The command line, taken apart: what is a setting, what is not, and what has to be right before anything is done. */
export function backfillInvocation(
  flags: Flags,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): {
  readonly settings: Record<string, unknown>;
  readonly rules: readonly Rule[];
  readonly invocation: Invocation;
} {
  const regions = regionsOf(flags, argv, env);
  const own = { ...withWords(flags, argv, env), region: regions.ofLogs };
  const { options, rule } = backfillOptions(own);
  const settings = { ...flags, region: regions.setting };
  const wants = (name: 'dry-run' | 'overwrite' | 'enqueue') =>
    flag().safeParse((own as Flags)[name]).data === true;
  const needs = wants('enqueue') ? [needsQueue] : wants('dry-run') ? [] : [needsCluster];
  const how = { dryRun: wants('dry-run'), enqueue: wants('enqueue') };
  return {
    settings,
    rules: [
      rule,
      ...needs,
      afterBackfill(options.places ?? [], how),
      ...(wants('overwrite') ? [noOverwriteInStream] : []),
    ],
    invocation: { options, argv, region: regions.ofLogs[0] },
  };
}

/** `--region` is about the logs when they are asked for by account; from a variable it never is. */
export function regionsOf(
  flags: Flags,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly ofLogs: readonly string[]; readonly setting: string | undefined } {
  const named = [flags.region ?? []].flat() as string[];
  const ofLogs = flags.account !== undefined && argv.some((arg) => /^--region(=|$)/.test(arg));
  return ofLogs
    ? { ofLogs: named, setting: env.LOGFLOW_REGION }
    : { ofLogs: [], setting: regionSetting(named) };
}

/** Several are a mistake that the setting's own check tells. */
function regionSetting(named: readonly string[]): string | undefined {
  return named.length > 0 ? named.join(',') : undefined;
}
