import type { Hook } from '@oclif/core';
import { nearest } from '../app/settings/distance.ts';
import { printable } from '../model/printable.ts';

/** A word that is no command: what was probably meant, and exit 2 like every mistake on the command line. */
export const commandNotFound: Hook.CommandNotFound = async function ({ id, argv = [], config }) {
  const spoken = (name: string) => name.replaceAll(':', ' ');
  const names = [...config.commandIDs, ...config.topics.map(({ name }) => name)];
  const best = nearest(id, names);
  const message = `there is no command ${printable(spoken(id))}`;
  const hint = best ? `Did you mean \`logflow ${spoken(best)}\`?` : '`logflow --help` lists the commands.';
  if (argv.includes('--json')) {
    const error = { code: 'LF_USAGE', message, hint };
    process.stdout.write(`${JSON.stringify({ type: 'summary', ok: false, error })}\n`);
  }
  process.stderr.write(`logflow: ${message}\nnext: ${hint} (LF_USAGE)\n`);
  this.exit(2);
};
