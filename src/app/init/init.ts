import { existsSync } from 'node:fs';
import { printable } from '../../model/printable.ts';
import { defaultRegion } from '../aws/connections.ts';
import { canAsk } from '../dlq/confirm.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import { type Answers, listOf } from './answers.ts';
import { fileText } from './file-text.ts';
import { interview } from './interview.ts';
import { Lines } from './lines.ts';
import { type InitOptions, nothingGiven } from './options.ts';
import { schemaAddress } from './schema-address.ts';
import { fileExists, writeWhole } from './write.ts';

/** `logflow init`: writes a settings file with what was asked, or given. Rejects with `LogflowError`, or the reason of a stop. */
export async function init(options: InitOptions, io: Io): Promise<Result> {
  const { file, force, yes, given } = options;
  const asks = !yes && io.view !== 'json' && canAsk(io);
  const there = existsSync(file) && !force;
  if (there && !asks) throw fileExists(file);
  if (!asks && Object.keys(given).length === 0) throw nothingGiven();
  const answers = asks ? await asked(options, there, io) : given;
  if (!answers) return { ok: false, json: { type: 'init', ok: false, file }, text: 'nothing was written\n' };
  if (!force && !there && existsSync(file)) throw fileExists(file);
  writeWhole(file, fileText(answers, schemaAddress(file)));
  const steps = nextCommands(answers, file);
  return {
    ok: true,
    json: { type: 'init', ok: true, file, answers, next: steps.map(([command]) => command) },
    text: `wrote ${printable(file)}\n\nnext:\n${steps.map(([command, what]) => `  ${command.padEnd(stepWidth(steps))}  ${what}\n`).join('')}`,
  };
}

/** Undefined: nothing is to be written. */
async function asked({ given, file }: InitOptions, there: boolean, io: Io): Promise<Answers | undefined> {
  using lines = new Lines(io.stdin);
  const say = (text: string) => void io.stderr.write(text);
  const hear = () => lines.next(io.stops.stop);
  try {
    if (there) {
      say(`${printable(file)} is there already. Replace it, after the last question? [y/N] `);
      if (!/^y(es)?$/i.test((await hear())?.trim() ?? '')) return undefined;
    }
    return await interview({ given, region: await defaultRegion(), say, hear });
  } catch (error) {
    // The line with ^C is the terminal's.
    say('\n');
    throw error;
  }
}

type Step = readonly [command: string, what: string];

function nextCommands(answers: Answers, file: string): Step[] {
  const config =
    file === 'logflow.yaml'
      ? ''
      : ` --config ${/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`}`;
  const steps: Step[] = [];
  const secrets: Readonly<Record<string, string>> = {
    password: 'LOGFLOW_PASSWORD',
    'api-key': 'LOGFLOW_API_KEY',
    'bearer-token': 'LOGFLOW_BEARER_TOKEN',
  };
  const secret = secrets[answers['sign-in'] ?? ''];
  if (secret) steps.push([`export ${secret}=...`, 'is no part of the file: it is a secret']);
  if (
    answers.project !== undefined ||
    answers.bucket !== undefined ||
    listOf(answers['flow-logs-of'] ?? '').length > 0
  )
    steps.push([`logflow setup${config}`, 'make in AWS what is not there; shows its plan first']);
  steps.push([`logflow doctor${config}`, 'is all as it must be?']);
  steps.push([`logflow consume${config}`, 'index what arrives']);
  return steps;
}

function stepWidth(steps: readonly Step[]): number {
  return Math.max(...steps.map(([command]) => command.length));
}
