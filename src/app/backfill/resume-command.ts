import { settingMeta, settingNames } from '../settings/settings.ts';
import { type AskedTimes, iso } from './window.ts';

const modes = /^--(no-)?resume$|^--retry-failed$/;

/**
 * The command that goes on with this run: its own words, with the times in full, because `2h` will be other hours then, and
 * without what is secret. `argv`: what stood behind `backfill`.
 */
export function resumeCommand(
  argv: readonly string[],
  { since, until }: AskedTimes,
  how: '--resume' | '--retry-failed',
): string {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const [name = '', inline] = split(word);
    if (modes.test(word)) continue;
    if (name === '--since' || name === '--until' || isSecret(name)) {
      if (inline === undefined) i += 1;
      continue;
    }
    words.push(inline !== undefined && name === '--node' ? `--node=${redacted(inline)}` : redacted(word));
  }
  if (Number.isFinite(since)) words.push('--since', iso(since));
  if (Number.isFinite(until)) words.push('--until', iso(until));
  return ['logflow', 'backfill', ...words, how].map(quoted).join(' ');
}

function split(word: string): [string, string?] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word];
}

function isSecret(flag: string): boolean {
  const name = settingNames.find((setting) => `--${setting}` === flag);
  return name !== undefined && settingMeta(name).secret === true;
}

/** `https://user:secret@host` */
function redacted(word: string): string {
  if (!/^https?:\/\/[^/]*@/.test(word) || !URL.canParse(word)) return word;
  const url = new URL(word);
  url.username = '';
  url.password = '';
  return url.href;
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
