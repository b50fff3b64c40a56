import { Command } from '@oclif/core';
import type { Io } from '../app/io.ts';
import { openLog } from '../app/log.ts';
import type { Result } from '../app/result.ts';
import { nearest } from '../app/settings/distance.ts';
import { loadSettings, type RawSettings, type Rule } from '../app/settings/load.ts';
import { type SettingName, type Settings, settingNames, settingVariable } from '../app/settings/settings.ts';
import { guardStdout } from '../app/stdout.ts';
import { listenForStops } from '../app/stops.ts';
import { viewOf } from '../app/view.ts';
import { LogflowError, type Problem } from '../model/errors.ts';
import { printable } from '../model/printable.ts';

/** Parsed flags, whatever the command. */
type FlagValues = Record<string, unknown>;

/** Every command: flags -> settings -> one function of app/ -> result, or one clear error with its next step. */
export abstract class LogflowCommand extends Command {
  /** As far as they were parsed. */
  #flags: FlagValues | undefined;

  /** Whether it has anything open that the first Ctrl-C lets it finish; else it just ends. */
  protected readonly finishes: boolean = true;

  /** Runs `work` with checked settings, prints its result, and ends the process with the code that R36 asks for. */
  protected async carryOut(
    flags: FlagValues,
    rules: readonly Rule[],
    work: (settings: Settings, io: Io) => Promise<Result>,
  ): Promise<void> {
    this.#flags = flags;
    const settings = loadSettings(settingsOf(flags, this.argv), flags.config as string | undefined, rules);
    // A reader that went away (`2> >(head)`) is no reason to die and leave messages hidden.
    process.stderr.on('error', () => {});
    const print = guardStdout(process.stdout);
    // Only a run has much to say; the others ask questions, and those belong to the terminal itself.
    const logs = 'log-level' in this.ctor.flags;
    const log = await openLog({
      level: settings['log-level'],
      file: logs ? settings['log-file'] : undefined,
      json: logs && flags.json === true,
      stderr: process.stderr,
    });
    const stderr = logs ? log.stderr : process.stderr;
    const stops = listenForStops(process, (line) => void (this.finishes && stderr.write(`${line}\n`)));
    // Documents on stdout must stay documents (R11).
    const machine = takesStdout(flags) ? process.stderr : process.stdout;
    const view = viewOf({
      json: flags.json === true,
      noUi: flags['no-ui'] === true,
      takesStdout: takesStdout(flags),
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      environment: process.env,
    });
    try {
      const { stdin, stdout } = process;
      const result = await work(settings, { stdin, stdout, stderr, machine, view, log, stops });
      const text = flags.json ? `${JSON.stringify(result.json)}\n` : result.text;
      if (takesStdout(flags)) process.stderr.write(text);
      else await print(text);
      if (result.error) {
        log.failed(result.error);
        tellPerson(result.error);
      }
      if (stops.by() === 'SIGINT') this.exit(130);
      // What was left to itself (an SQS that hangs, a request that was given up) must not keep the process.
      this.exit(result.ok ? 0 : 1);
    } catch (error) {
      if (error instanceof LogflowError) log.failed(error);
      // Told to stop before the run had begun: what was being waited for ended with the signal's reason.
      if (error !== stops.stop.reason || !stops.stop.aborted) throw error;
      this.exit(stops.by() === 'SIGINT' ? 130 : 0);
    } finally {
      stops.dispose();
    }
  }

  /** One shape for every error: what happened, what to do. A stack only for a bug. */
  override async catch(error: Error & { oclif?: { exit?: number }; code?: string }): Promise<void> {
    if (isExit(error)) throw error;
    if (error instanceof LogflowError) {
      this.#tell(error.code, error.message, error.hint);
      this.exit(error.exit);
    }
    // oclif's own errors are about the command line; it words them over several lines.
    if (error.oclif !== undefined) {
      const message = error.message
        .split('\n')
        .filter((line) => line && !line.startsWith('See more'))
        .join('; ');
      const meant = this.#meant((error as { flags?: unknown }).flags);
      this.#tell('LF_USAGE', message, `${meant}See \`logflow ${this.id?.replaceAll(':', ' ')} --help\`.`);
      this.exit(2);
    }
    this.#tell(
      'LF_BUG',
      error.stack ?? String(error),
      'This is a bug in logflow: please report it with the lines above.',
    );
    this.exit(1);
  }

  /** `unknown`: flags that there are none of, as oclif lists them. */
  #meant(unknown: unknown): string {
    const names = Object.keys(this.ctor.flags).map((name) => `--${name}`);
    const meant = (Array.isArray(unknown) ? unknown : []).map((flag) => nearest(String(flag), names));
    const known = meant.filter((name) => name !== undefined);
    return known.length > 0 ? `Did you mean ${known.join(', ')}? ` : '';
  }

  #tell(code: string, message: string, hint: string): void {
    // Before the flags are parsed their text has to do.
    const json = this.#flags ? this.#flags.json : this.argv.includes('--json');
    if (json) {
      const out = takesStdout(this.#flags ?? {}) ? process.stderr : process.stdout;
      out.write(`${JSON.stringify({ type: 'summary', ok: false, error: { code, message, hint } })}\n`);
    }
    tellPerson({ code, message, hint });
  }
}

/** One clear line of what happened, one of what to do. */
function tellPerson({ code, message, hint }: Problem): void {
  const lines = message.split('\n').map(printable).join('\n');
  process.stderr.write(`logflow: ${lines}\nnext: ${hint} (${code})\n`);
}

/** Whether documents go to standard output. */
function takesStdout(flags: FlagValues): boolean {
  return /^(ndjson|bulk):-$/.test(String(flags.output));
}

function isExit(error: unknown): boolean {
  return (error as { code?: string }).code === 'EEXIT';
}

/** The flags that are settings and that somebody gave. */
function settingsOf(flags: FlagValues, argv: readonly string[]): RawSettings {
  const given: RawSettings = {};
  for (const name of settingNames as readonly SettingName[]) {
    if (flags[name] === undefined) continue;
    // oclif takes every word it does not know for "false": the schema is to judge what a variable says.
    const word = typeof flags[name] === 'boolean' ? process.env[settingVariable(name)] : undefined;
    const onCommandLine = argv.some((arg) => arg === `--${name}` || arg === `--no-${name}`);
    given[name] = word !== undefined && !onCommandLine ? word : flags[name];
  }
  return given;
}
