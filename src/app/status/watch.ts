import type { Writable } from 'node:stream';
import { never } from '../../model/errors.ts';
import { painterFor, widthOf } from '../explain/paint.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import { statusLogLine } from './line.ts';
import { type Changes, isWhole, type Look, type LookParts, look, statusLine } from './look.ts';
import { ratesBetween } from './rates.ts';
import { Redraw } from './redraw.ts';
import { statusText } from './text.ts';

/** Looks every `every` ms and shows it, until stopped, or until nobody reads any more. `ok`: as the last look. */
export async function watch(parts: LookParts, every: number, io: Io): Promise<Result> {
  const { clock, stop } = parts;
  const show = shower(io, every);
  const startedAt = clock.now();
  let first: Look | undefined;
  let last: Look | undefined;
  try {
    for (;;) {
      const now = await look(parts);
      if (!(await show(now, changesOf(first, last, now)))) break;
      first ??= now;
      last = now;
      await clock.sleep(Math.max(0, now.at + every - clock.now()), stop);
    }
  } catch (error) {
    // A watch has no other end.
    if (!stop.aborted || error !== stop.reason) throw error;
  }
  const ok = last === undefined || isWhole(last);
  const seconds = (clock.now() - startedAt) / 1000;
  return { ok, json: { type: 'summary', ok, seconds }, text: '' };
}

function changesOf(first: Look | undefined, last: Look | undefined, now: Look): Changes {
  const sinceStart = first && ratesBetween(first, now);
  const sinceLast = last && ratesBetween(last, now);
  return { ...(sinceLast && { sinceLast }), ...(sinceStart && { sinceStart }) };
}

/** False: nobody reads any more (`| head`), or the terminal was closed. */
type Show = (now: Look, changes: Changes) => Promise<boolean>;

function shower(io: Io, every: number): Show {
  const { stdout, view } = io;
  switch (view) {
    case 'json':
      return (now, changes) => written(stdout, `${JSON.stringify(statusLine(now, changes))}\n`);
    case 'plain':
      return (now, changes) => written(stdout, statusLogLine(now, changes));
    case 'live': {
      const screen = new Redraw(stdout);
      return (now, changes) => {
        const text = statusText(now, changes, { paint: painterFor(stdout), width: widthOf(stdout) });
        return screen.draw(`${text}\nevery ${every / 1000} s; Ctrl-C ends it\n`);
      };
    }
    default:
      return never(view);
  }
}

function written(stream: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}
