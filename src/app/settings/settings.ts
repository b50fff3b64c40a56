import { z } from 'zod';
import { afterSettings } from './after.ts';
import { clusterSettings } from './cluster.ts';
import { documentSettings } from './documents.ts';
import type { SettingMeta } from './meta.ts';
import { findUnknownPipelines } from './own/known-pipelines.ts';
import { ownPipelineSettings } from './own/pipeline.ts';
import { rejectsSettings } from './rejects.ts';
import { runSettings } from './run.ts';
import { s3Settings } from './s3.ts';
import { setupSettings } from './setup.ts';
import { sourceSettings } from './source.ts';

/**
 * Every setting, once. Its name is the key in `logflow.yaml`, the flag (`--name`) and the variable (`LOGFLOW_NAME`);
 * help, the reference in docs/ and the JSON Schema are made from this.
 */
export const settings = z
  .strictObject({
    ...sourceSettings,
    ...s3Settings,
    ...afterSettings,
    ...clusterSettings,
    ...rejectsSettings,
    ...documentSettings,
    ...ownPipelineSettings,
    ...runSettings,
    ...setupSettings,
  })
  // Also when a setting has mistakes of its own: all are told at once.
  .superRefine(findUnknownPipelines, { when: () => true });

export type Settings = z.output<typeof settings>;
export type SettingName = keyof Settings;

export const settingNames = Object.keys(settings.shape) as SettingName[];

export function settingMeta(name: SettingName): SettingMeta {
  return settings.shape[name].meta() as unknown as SettingMeta;
}

/** The default as people read it; undefined for a setting that nothing replaces. */
export function settingDefault(name: SettingName): string | undefined {
  const { def } = settings.shape[name] as { def: { type: string; defaultValue?: unknown } };
  return def.type === 'prefault' ? String(def.defaultValue) : settingMeta(name).otherwise;
}

/** `visibility-timeout` -> `LOGFLOW_VISIBILITY_TIMEOUT` */
export function settingVariable(name: string): string {
  return `LOGFLOW_${name.replaceAll('-', '_').toUpperCase()}`;
}
