import { needsCluster, needsQueue, type Rule } from '../settings/load.ts';
import { flag } from '../settings/units.ts';
import type { Invocation } from './backfill.ts';
import { backfillOptions } from './options.ts';

type Flags = Readonly<Record<string, unknown>>;

const switches = ['dry-run', 'overwrite', 'enqueue', 'resume', 'retry-failed'] as const;

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
  const own: Record<string, unknown> = { ...flags };
  for (const name of switches) {
    // oclif takes every word of a variable that it does not know for "false": that must not turn a dry run into a real one.
    const onCommandLine = argv.some((arg) => arg === `--${name}` || arg === `--no-${name}`);
    const word = env[`LOGFLOW_${name.replaceAll('-', '_').toUpperCase()}`];
    if (!onCommandLine && word !== undefined) own[name] = word;
  }
  const named = [flags.region ?? []].flat() as string[];
  // `--region` is about the logs when they are asked for by account; from a variable it never is.
  const ofLogs = flags.account !== undefined && argv.some((arg) => /^--region(=|$)/.test(arg));
  own.region = ofLogs ? named : [];
  const { options, rule } = backfillOptions(own);
  const settings = { ...flags, region: ofLogs ? env.LOGFLOW_REGION : regionSetting(named) };
  const wants = (name: (typeof switches)[number]) => flag().safeParse(own[name]).data === true;
  const needs = wants('enqueue') ? [needsQueue] : wants('dry-run') ? [] : [needsCluster];
  return {
    settings,
    rules: [rule, ...needs],
    invocation: { options, argv, region: ofLogs ? named[0] : undefined },
  };
}

/** Several are a mistake that the setting's own check tells. */
function regionSetting(named: readonly string[]): string | undefined {
  return named.length > 0 ? named.join(',') : undefined;
}
