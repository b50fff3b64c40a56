import { LogflowError } from '../../model/errors.ts';
import { bucketFields } from './buckets.ts';
import { type ConfigFile, emptyFile, type Mistake, pathText, readConfig } from './config-file.ts';
import { nearest } from './distance.ts';
import { consistentIndices, consistentPipelines, consistentSchema } from './index-rules.ts';
import { ownNames } from './own/known.ts';
import { withModules } from './own/modules.ts';
import { type SettingName, type Settings, settingNames, settings, settingVariable } from './settings.ts';
import { setupFields } from './setup-fields.ts';

/** What the command line and the environment brought; a setting that is not there is undefined. */
export type RawSettings = Partial<Record<SettingName, unknown>>;

/** In the place of a settings file: whoever embeds the engine is asked for settings, and no folder is looked at. */
export const noFile = Symbol('no settings file');

/** A rule of a command over several settings: what it needs that the schema alone cannot say. */
export type Rule = (given: RawSettings) => readonly Mistake[];

/**
 * `flag > environment > file > default`. All mistakes are told at once, each with its place. `configFile`: undefined is
 * `logflow.yaml`, if it is there; `noFile` is none at all.
 */
export function loadSettings(
  given: RawSettings,
  configFile: string | undefined | typeof noFile,
  rules: readonly Rule[],
): Settings {
  const path = configFile === noFile ? undefined : configFile;
  const file = configFile === noFile ? emptyFile : readConfig(path);
  const merged = { ...withModules(file.values, path), ...given };
  const parsed = settings.safeParse(merged);
  const mistakes: Mistake[] = [...file.mistakes];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) {
          mistakes.push({ where: file.place([...issue.path, key]), what: unknownKey(key, issue.path) });
        }
      } else {
        mistakes.push({ where: place(issue.path, given, file), what: issue.message });
      }
    }
  }
  for (const rule of [consistentIndices, consistentPipelines, consistentSchema, ...rules])
    mistakes.push(...rule(merged));
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

function place(path: readonly PropertyKey[], given: RawSettings, file: ConfigFile): string {
  const [name, ...rest] = path.map(String);
  if (name === undefined) return 'the configuration';
  if (given[name as SettingName] === undefined) return file.place(path);
  return `--${pathText([name, ...rest])} (${settingVariable(name)})`;
}

/** A key that is not known, beside those that are. */
function unknownKey(key: string, beside: readonly PropertyKey[]): string {
  const [what, names] = known(beside);
  const near = nearest(key, names);
  return near ? `there is no such ${what}; did you mean ${near}?` : `there is no such ${what}`;
}

/** The names that are known at a place. */
function known(beside: readonly PropertyKey[]): readonly [string, readonly string[]] {
  const [setting, field] = beside;
  const place = beside.slice(1);
  if (setting === 'buckets') return ['field', Object.keys(bucketFields)];
  if (setting === 'own-pipelines') {
    return [place.at(-2) === 'steps' ? 'step' : 'field', ownNames(place)];
  }
  if (setting === 'setup') return ['field', setupFields(field).map(({ name }) => name)];
  return ['setting', settingNames];
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
