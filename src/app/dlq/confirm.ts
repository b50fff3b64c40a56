import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';
import { LogflowError } from '../../model/errors.ts';
import type { Io } from '../io.ts';

/** Whether somebody sits there who can be asked. */
export function canAsk({ stdin, stderr }: Io): boolean {
  return Boolean((stdin as ReadStream).isTTY && (stderr as unknown as { isTTY?: boolean }).isTTY);
}

/** Nothing is changed unseen: a script says so itself. `look`: how to see it first. */
export function needsYes(look = 'Look first with --dry-run'): LogflowError {
  const problem = {
    code: 'LF_USAGE',
    message: '--yes is needed where nobody can be asked',
    hint: `${look}, then pass --yes.`,
  };
  return new LogflowError(problem, { exit: 2 });
}

/** Asks on the terminal; anything but yes is no. Rejects with the reason of a stop. */
export async function confirm(question: string, { stdin, stderr, stops }: Io): Promise<boolean> {
  // `terminal: false`: else Ctrl-C would be readline's, and no signal.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  // Ctrl-D answers nothing at all, not even with a new line.
  const closed = new Promise<string>((resolve) => {
    lines.once('close', () => resolve('\n'));
  });
  try {
    const answer = await Promise.race([lines.question(question, { signal: stops.stop }), closed]);
    if (answer === '\n') stderr.write(answer);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    stops.stop.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}
