import { spawn } from 'node:child_process';

/**
 * Ends a frame that was cut, leaves the alternate screen, shows the cursor, takes back raw mode and bracketed paste. Said by a shell that
 * outlives us, unless it hears "done" before its input ends.
 */
const script = `read -r word
[ "$word" = done ] && exit
printf '\\033[?2026l\\033[?1049l\\033[?25h\\033[?2004l\\033[0m'
stty sane <&1`;

/**
 * Nobody can clean up after a SIGKILL but somebody else: a shell that waits for our end, in a session of its own so that it is
 * not killed with us. Returns how to tell it that all was put right. Where there is no shell there is no guard.
 */
export function guardTerminal(fd: number): () => void {
  const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', fd, 'ignore'], detached: true });
  const { stdin } = shell;
  shell.on('error', () => {});
  stdin?.on('error', () => {});
  // It waits for us, not we for it.
  shell.unref();
  (stdin as { unref?: () => void } | null)?.unref?.();
  return () => void stdin?.end('done\n');
}
