import type { RawSettings } from '../settings/load.ts';
import { settingMeta, settingNames, settingVariable } from '../settings/settings.ts';

/** The settings that variables bring, as the command line reads them; an empty one says nothing. */
export function settingsFrom(environment: NodeJS.ProcessEnv): RawSettings {
  const given: RawSettings = {};
  for (const name of settingNames) {
    const value = environment[settingVariable(name)];
    if (value && !settingMeta(name).fileOnly) given[name] = value;
  }
  return given;
}
