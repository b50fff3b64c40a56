import { LogflowError } from '../../model/errors.ts';
import { type Flags, ownSwitches } from '../settings/own-flags.ts';
import { type AnswerName, type Answers, mistakeIn } from './answers.ts';

export interface InitOptions {
  readonly given: Answers;
  readonly file: string;
  /** Replace a file that is there. */
  readonly force: boolean;
  /** Ask nothing: what is given is all. */
  readonly yes: boolean;
}

/** Flags that are answers under their own name. */
const direct = ['project', 'bucket', 'queue', 'region', 'timezone', 'rejects', 'username'] as const;

/** Checks what flags and variables say; all mistakes at once. Throws `LF_USAGE` (exit 2). */
export function initOptions(flags: Flags, argv: readonly string[], env: NodeJS.ProcessEnv): InitOptions {
  const given: Partial<Record<AnswerName, string>> = {};
  const take = (name: AnswerName, value: unknown) => {
    if (value !== undefined) given[name] = [value].flat().map(String).join(' ').trim();
  };
  for (const name of direct) take(name, flags[name]);
  take('node', flags.node);
  take('flow-logs-of', flags['flow-logs-of']);
  take('sign-in', flags.sigv4 ?? (flags.username === undefined ? undefined : 'password'));
  const mistakes = Object.entries(given).flatMap(([name, value]) => {
    const mistake = mistakeIn(name as AnswerName, value);
    return mistake ? [`  --${name === 'sign-in' ? 'sigv4' : name}: ${mistake}`] : [];
  });
  if (flags.sigv4 !== undefined && flags.username !== undefined)
    mistakes.push('  --sigv4, --username: one way to sign in, not several');
  const file = String(flags['output-file'] ?? 'logflow.yaml');
  if (file === '') mistakes.push('  --output-file: must not be empty');
  if (mistakes.length > 0) throw usage(`these flags cannot be used:\n${mistakes.join('\n')}`);
  return { given, file, ...ownSwitches('init', ['force', 'yes'], flags, argv, env) };
}

/** Where nobody can be asked, something has to be said. */
export function nothingGiven(): LogflowError {
  return usage('there is nothing to write: no flag says anything, and nobody can be asked');
}

function usage(message: string): LogflowError {
  const hint = 'Give --queue and --node at least; see `logflow init --help`.';
  return new LogflowError({ code: 'LF_USAGE', message, hint }, { exit: 2 });
}
