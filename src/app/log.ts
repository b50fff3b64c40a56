import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { LogflowError, type Problem } from '../model/errors.ts';
import type { CountedProblem } from '../model/metrics.ts';
import { printable } from '../model/printable.ts';
import { holdBack } from './hold-back.ts';
import { LineStream } from './line-stream.ts';
import { type LogLevel, logLevels } from './log-levels.ts';

type Level = Exclude<LogLevel, 'silent'>;

export interface LogOptions {
  readonly level: LogLevel;
  /** Records go there as JSON, and text stays on stderr. */
  readonly file: string | undefined;
  /** Without a file: stderr is for machines, too, and every line of it is a record. */
  readonly json: boolean;
  /** The process's own. */
  readonly stderr: Writable;
}

/** What is said while a run goes on, besides figures. */
export interface Log {
  /** Takes the place of stderr: whatever is written to it is a record, too, line by line. */
  readonly stderr: Writable;
  /** A problem, with how often it was met so far. */
  problem(problem: CountedProblem): void;
  /** What ended the run. For the records alone: whoever prints results tells it to people. */
  failed(problem: Problem): void;
  /**
   * Where stderr is a terminal nothing goes there until the answer is called: a screen is there, and shows problems itself.
   * What others write (Node's warnings, a library) comes then.
   */
  hush(): () => void;
}

/** Rejects with `LogflowError` when the file cannot be written. */
export async function openLog(options: LogOptions): Promise<Log> {
  const records = options.file !== undefined || options.json ? await openRecords(options) : undefined;
  const text = options.file !== undefined || !options.json;
  let hushed = false;
  const say = (level: Level, line: string) => {
    if (text && !hushed && wanted(level, options.level)) options.stderr.write(`${line}\n`);
  };
  return {
    stderr: new LineStream((line) => {
      const level = levelOf(line);
      say(level, line);
      records?.[level](line);
    }),
    problem({ code, message, hint, count }) {
      const times = count > 1 ? `${count} times so far, ` : '';
      say('warn', `warning: ${printable(message)} (${times}${code})\nnext: ${hint}`);
      records?.warn({ code, hint, count }, message);
    },
    failed: ({ code, message, hint }) => records?.error({ code, hint }, message),
    hush() {
      if ((options.stderr as { isTTY?: boolean }).isTTY !== true) return () => {};
      hushed = true;
      const tellRest = holdBack(options.stderr);
      return () => {
        hushed = false;
        tellRest();
      };
    },
  };
}

async function openRecords({ level, file, stderr }: LogOptions): Promise<Logger> {
  // Loaded only by those who asked for records.
  const { pino } = await import('pino');
  const shape = {
    level,
    base: { type: 'log' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (file === undefined) return pino(shape, stderr);
  try {
    return pino(shape, pino.destination({ dest: file, sync: true }));
  } catch (error) {
    const problem = {
      code: 'LF_LOG_FILE',
      message: `--log-file: ${(error as Error).message}`,
      hint: 'Name a file in a directory that exists and that you may write to.',
    };
    throw new LogflowError(problem, { exit: 2, cause: error });
  }
}

/** Lines say themselves how grave they are. */
function levelOf(line: string): Level {
  if (line.startsWith('warning:')) return 'warn';
  return line.startsWith('logflow:') ? 'error' : 'info';
}

function wanted(level: Level, least: LogLevel): boolean {
  return logLevels.indexOf(level) <= logLevels.indexOf(least);
}
