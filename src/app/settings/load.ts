import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { LogflowError } from '../../model/errors.ts';
import { distance } from './distance.ts';
import { type SettingName, type Settings, settingNames, settings, settingVariable } from './settings.ts';

/** What the command line and the environment brought; a setting that is not there is undefined. */
export type RawSettings = Partial<Record<SettingName, unknown>>;

/** One mistake, with where it was made. */
interface Mistake {
  readonly where: string;
  readonly what: string;
}

/** A rule of a command over several settings: what it needs that the schema alone cannot say. */
export type Rule = (given: RawSettings) => readonly Mistake[];

/** `flag > environment > file > default`. All mistakes are told at once, each with its place. */
export function loadSettings(
  given: RawSettings,
  configFile: string | undefined,
  rules: readonly Rule[],
): Settings {
  const file = readConfig(configFile);
  const merged = { ...file.values, ...given };
  const parsed = settings.safeParse(merged);
  const mistakes: Mistake[] = [...file.mistakes];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) mistakes.push({ where: file.place(key), what: unknownKey(key) });
      } else {
        mistakes.push({ where: place(issue.path, given, file), what: issue.message });
      }
    }
  }
  for (const rule of rules) mistakes.push(...rule(merged));
  if (mistakes.length > 0) throw configurationError(mistakes);
  return parsed.data as Settings;
}

function configurationError(mistakes: readonly Mistake[]): LogflowError {
  const lines = mistakes.map(({ where, what }) => `  ${where}: ${what}`);
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  return new LogflowError(
    {
      code: 'LF_CONFIG',
      message: `${count} in the configuration:\n${lines.join('\n')}`,
      hint: 'Mend what is listed; `--help` and docs/configuration.md describe every setting.',
    },
    { exit: 2 },
  );
}

interface ConfigFile {
  readonly values: Record<string, unknown>;
  readonly mistakes: readonly Mistake[];
  /** `logflow.yaml:7 (queue)` */
  readonly place: (key: string) => string;
}

function readConfig(path: string | undefined): ConfigFile {
  const name = path ?? 'logflow.yaml';
  let source: string;
  try {
    source = readFileSync(name, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (path === undefined && code === 'ENOENT') return { values: {}, mistakes: [], place: (key) => key };
    return {
      values: {},
      mistakes: [{ where: name, what: `cannot be read: ${message}` }],
      place: (key) => key,
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const mistakes = document.errors.map((error) => ({
    where: `${name}:${lines.linePos(error.pos[0]).line}`,
    what: error.message.split('\n')[0] ?? error.code,
  }));
  const root = document.contents;
  if (root !== null && !isMap(root)) {
    mistakes.push({ where: name, what: 'must be a mapping of settings to values' });
  }
  const place = (key: string) => {
    const pair = isMap(root) ? root.items.find((item) => String(item.key) === key) : undefined;
    const start = (pair?.key as { range?: [number, number, number] } | undefined)?.range?.[0];
    return start === undefined ? `${name} (${key})` : `${name}:${lines.linePos(start).line} (${key})`;
  };
  let values: Record<string, unknown> = {};
  try {
    if (isMap(root) && mistakes.length === 0) values = document.toJS() as Record<string, unknown>;
  } catch (error) {
    // Aliases of nothing, and aliases of aliases of aliases.
    mistakes.push({ where: name, what: (error as Error).message });
  }
  return { values, mistakes, place };
}

function place(path: readonly PropertyKey[], given: RawSettings, file: ConfigFile): string {
  const [name, ...rest] = path.map(String);
  if (name === undefined) return 'the configuration';
  const inside = rest.length > 0 ? `[${rest.join('.')}]` : '';
  if (given[name as SettingName] !== undefined) return `--${name}${inside} (${settingVariable(name)})`;
  return `${file.place(name)}${inside}`;
}

function unknownKey(key: string): string {
  const near = settingNames.find((name) => distance(name, key) <= 2);
  return near ? `there is no such setting; did you mean ${near}?` : 'there is no such setting';
}

/** `consume` needs a queue. */
export const needsQueue: Rule = (given) =>
  given.queue === undefined
    ? [{ where: '--queue (LOGFLOW_QUEUE)', what: 'is needed: the name or the URL of the SQS queue' }]
    : [];

/** `ingest` needs something to read. */
export function needsFiles(files: readonly string[]): Rule {
  const missing = [{ where: 'FILE', what: 'is needed: the path of a file, or - for standard input' }];
  return () => (files.length === 0 ? missing : []);
}

/** Documents for a cluster need one; and one way to sign in is enough. */
export const needsCluster: Rule = (given) => [
  ...((given.output ?? 'cluster') === 'cluster' ? noNode(given, ' (or --output ndjson:DIR)') : []),
  ...consistentSignIn(given),
];

/** What works on the cluster alone needs it, wherever documents go. */
export const needsNode: Rule = (given) => [...noNode(given, ''), ...consistentSignIn(given)];

function noNode(given: RawSettings, otherwise: string): Mistake[] {
  if (given.node !== undefined) return [];
  const what = `is needed: the URL of an Elasticsearch or OpenSearch node${otherwise}`;
  return [{ where: '--node (LOGFLOW_NODE)', what }];
}

/** One way to sign in is enough, and a name goes with a password. */
export const consistentSignIn: Rule = (given) => {
  const mistakes: Mistake[] = [];
  const ways = (['username', 'api-key', 'bearer-token', 'sigv4'] as const).filter(
    (way) => given[way] !== undefined,
  );
  if (ways.length > 1) {
    mistakes.push({
      where: ways.map((way) => `--${way}`).join(', '),
      what: 'one way to sign in, not several',
    });
  }
  if ((given.username === undefined) !== (given.password === undefined)) {
    mistakes.push({ where: '--username, --password', what: 'go together' });
  }
  return mistakes;
};
