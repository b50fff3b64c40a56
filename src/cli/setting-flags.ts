import { Flags } from '@oclif/core';
import { type SettingName, settingDefault, settingMeta, settingVariable } from '../app/settings/settings.ts';

/**
 * oclif flags made from the settings: plain text, no defaults, no checks. The schema checks flags, variables and file
 * together, so that all mistakes are told at once, and a default here would beat the file (R35).
 */
export function settingFlags(...names: readonly SettingName[]) {
  return Object.fromEntries(names.map((name) => [name, settingFlag(name)]));
}

function settingFlag(name: SettingName) {
  const meta = settingMeta(name);
  const value = meta.value === undefined ? undefined : settingDefault(name);
  const preset = value === undefined ? '' : ` (default: ${value})`;
  const common = {
    summary: `${meta.description}${preset}`,
    env: settingVariable(name),
    helpGroup: meta.group,
  };
  if (meta.value === undefined) return Flags.boolean({ ...common, allowNo: meta.on === true });
  const valued = { ...common, helpValue: meta.value };
  return meta.list
    ? Flags.string({ ...valued, multiple: true, multipleNonGreedy: true })
    : Flags.string(valued);
}

/** What an invocation is about, beside its settings; not in the file. */
export const commonFlags = {
  config: Flags.string({
    summary: 'Settings file (default: logflow.yaml, if it is there)',
    env: 'LOGFLOW_CONFIG',
    helpValue: 'FILE',
    helpGroup: 'RUN',
  }),
  json: Flags.boolean({
    summary:
      'JSON lines on stdout: a snapshot every 3 s while a run goes on, and the summary as the last line',
    env: 'LOGFLOW_JSON',
    helpGroup: 'RUN',
  }),
  'no-ui': Flags.boolean({
    summary: 'Plain progress lines, also on a terminal',
    env: 'LOGFLOW_NO_UI',
    helpGroup: 'RUN',
  }),
};

/** Of the runs that somebody watches from elsewhere. */
export const metricsFlagNames = ['metrics-port', 'metrics-host'] as const;

/** Flag groups that several commands share, in the order of the help. */
export const clusterFlagNames = [
  'node',
  'username',
  'password',
  'api-key',
  'bearer-token',
  'sigv4',
  'ca',
  'compress',
  'request-timeout',
  'patience',
] as const;

/** How buckets are spoken to, where objects or rejects may be in S3. */
export const bucketFlagNames = ['s3-endpoint', 'path-style', 'request-payer', 'role-session-name'] as const;

export const bulkFlagNames = [
  'bulk-bytes',
  'bulk-docs',
  'bulk-age',
  'bulk-concurrency',
  'template',
  'delete-after',
  'rejects',
  'rejects-durable',
] as const;

export const documentFlagNames = [
  'output',
  'pipelines',
  'timezone',
  'schema',
  'id',
  'index',
  'data-stream',
  'origin',
  'object-properties',
  'enrich',
  'geo-database',
  'max-line',
  'earliest',
  'max-future',
] as const;

export const runFlagNames = ['concurrency', 'threads', 'stop-grace', 'log-level', 'log-file'] as const;
