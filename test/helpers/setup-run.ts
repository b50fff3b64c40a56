import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { vi } from 'vitest';
import type { Io } from '../../src/app/io.ts';
import { loadSettings } from '../../src/app/settings/load.ts';
import { setupOptions } from '../../src/app/setup/options.ts';
import type { FieldChange, Step } from '../../src/app/setup/part.ts';
import { setup } from '../../src/app/setup/setup.ts';
import { type RunningLogflow, startLogflow } from './process.ts';
import { lastLineOf } from './search.ts';

/** Where `logflow setup` runs: a stand-in for AWS, and a folder with a logflow.yaml. */
export interface SetupPlace {
  readonly endpoint: string;
  readonly folder: string;
  readonly region?: string;
}

/** The one line that `setup --json` prints. */
export interface SetupOutput {
  readonly ok: boolean;
  readonly plan: readonly {
    readonly kind: Step['kind'];
    readonly part: string;
    readonly name: string;
    readonly fields?: readonly FieldChange[];
    readonly note?: string;
    readonly problem?: { readonly code: string; readonly message: string };
  }[];
  readonly applied: readonly { readonly part: string; readonly name: string }[];
  readonly left: readonly { readonly part: string }[];
  readonly error?: { readonly code: string };
}

export function writeConfig({ folder }: SetupPlace, yaml: string): void {
  writeFileSync(join(folder, 'logflow.yaml'), yaml);
}

/** What logflow sees of the stand-in. */
export function environmentOf({ endpoint, region = 'us-west-2' }: SetupPlace): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

export function startSetup(place: SetupPlace, ...flags: readonly string[]): RunningLogflow {
  return startLogflow(['setup', ...flags], { cwd: place.folder, env: environmentOf(place) });
}

/** `setup --json` as a process, to its end. */
export async function spawnSetup(place: SetupPlace, ...flags: readonly string[]) {
  const { code, stdout, stderr } = await startSetup(place, '--json', ...flags).done;
  return { code, stderr, out: lastLineOf(stdout) as SetupOutput };
}

/** The same in this process, which is a second or more quicker: what `--json` would print. */
export async function runSetup(place: SetupPlace, flags: Record<string, unknown>): Promise<SetupOutput> {
  const settings = loadSettings({}, join(place.folder, 'logflow.yaml'), []);
  const never = new AbortController().signal;
  const io = {
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    stdin: Readable.from([]),
    stops: { stop: never, abort: never },
  };
  for (const [name, value] of Object.entries(environmentOf(place))) vi.stubEnv(name, value);
  try {
    return (await setup(settings, setupOptions(flags, [], {}), io as unknown as Io)).json as SetupOutput;
  } finally {
    vi.unstubAllEnvs();
  }
}

/** What a plan would do, as `create topic flow-objects`. */
export function tasksOf({ plan }: SetupOutput): string[] {
  return plan.filter(({ kind }) => kind !== 'keep').map(({ kind, part, name }) => `${kind} ${part} ${name}`);
}
