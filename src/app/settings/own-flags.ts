import { z } from 'zod';
import { LogflowError } from '../../model/errors.ts';
import { flag } from './units.ts';

/** Parsed flags, whatever the command. */
export type Flags = Readonly<Record<string, unknown>>;

/** Checks the flags of `command` that are no settings. Throws `LF_USAGE` (exit 2) with all mistakes at once. */
export function ownFlags<S extends z.ZodType>(command: string, schema: S, flags: Flags): z.output<S> {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `  --${String(path[0])}: ${message}`);
  throw new LogflowError(
    {
      code: 'LF_USAGE',
      message: `these flags cannot be used:\n${[...new Set(mistakes)].join('\n')}`,
      hint: `See \`logflow ${command} --help\`.`,
    },
    { exit: 2 },
  );
}

/**
 * Flags, and for each switch that is not on the command line the word of its variable, as it stands: oclif takes every word
 * that it does not know for "false", and that must not turn a dry run into a real one. An empty variable says nothing.
 */
export function withWords(flags: Flags, argv: readonly string[], env: NodeJS.ProcessEnv): Flags {
  const words = Object.entries(flags).flatMap(([name, value]) => {
    const onCommandLine = argv.some((arg) => arg === `--${name}` || arg === `--no-${name}`);
    if (typeof value !== 'boolean' || onCommandLine) return [];
    const word = env[`LOGFLOW_${name.replaceAll('-', '_').toUpperCase()}`];
    return word ? [[name, word] as const] : [];
  });
  return { ...flags, ...Object.fromEntries(words) };
}

/** The switches of `command` that are no settings, by name; off where nobody says otherwise. Throws `LF_USAGE` (exit 2). */
export function ownSwitches<N extends string>(
  command: string,
  names: readonly N[],
  flags: Flags,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Readonly<Record<N, boolean>> {
  const schema = z.record(z.enum(names), flag().prefault(false));
  const own = withWords(flags, argv, env);
  return ownFlags(command, schema, Object.fromEntries(names.map((name) => [name, own[name]])));
}
