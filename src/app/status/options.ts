import { LogflowError } from '../../model/errors.ts';
import type { Rule } from '../settings/load.ts';
import { duration } from '../settings/units.ts';
import type { StatusOptions } from './status.ts';

/** Between two looks, when nobody says. */
export const defaultInterval = '5s';
/** Seconds. Faster would tell nothing: SQS's figures are a minute old at times. */
const shortest = 1;
const longest = 86_400;

/** Throws `LF_USAGE` (exit 2). */
export function statusOptions({ watch }: { readonly watch?: string | undefined }): StatusOptions {
  if (watch === undefined) return { every: undefined };
  const parsed = duration(shortest, longest).safeParse(watch);
  if (parsed.success) return { every: parsed.data * 1000 };
  const [issue] = parsed.error.issues;
  const hint = 'Write --watch alone, or with a time such as --watch 10s.';
  throw new LogflowError({ code: 'LF_USAGE', message: `--watch: ${issue?.message}`, hint }, { exit: 2 });
}

/** A time behind `--watch` may be left out, which oclif does not know of flags with a value. */
export function withInterval(argv: readonly string[]): string[] {
  return argv.map((word, i) => {
    const next = argv[i + 1];
    return word === '--watch' && (next === undefined || next.startsWith('-'))
      ? `--watch=${defaultInterval}`
      : word;
  });
}

/** There has to be something to look at. */
export const needsQueueOrNode: Rule = ({ queue, node }) =>
  queue === undefined && node === undefined
    ? [
        { where: '--queue (LOGFLOW_QUEUE)', what: 'is needed, or --node: there is nothing to look at' },
        { where: '--node (LOGFLOW_NODE)', what: 'is needed, or --queue' },
      ]
    : [];
