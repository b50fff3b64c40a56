import type { z } from 'zod';
import { afterCluster } from '../after/rules.ts';
import { loadSettings, needsCluster, type noFile, type RawSettings, type Rule } from '../settings/load.ts';
import { durableRejects } from '../settings/rejects-rules.ts';
import type { Settings, settings } from '../settings/settings.ts';

/**
 * Settings by the names that they have in `logflow.yaml`, in its words or as plain values: `{ node: 'https://…',
 * 'bulk-bytes': '5MiB', timezone: 'Asia/Tokyo' }`.
 */
export type IngestSettings = Partial<z.input<typeof settings>>;

/** Documents on standard output would be mixed with the host's own words, and nobody acknowledges them. */
const noStdout: Rule = ({ output }) =>
  String(output).endsWith(':-')
    ? [{ where: `--output ${output}`, what: 'is for the command line: name a directory' }]
    : [];

/** What an embedded engine cannot do without, and what it cannot do. */
const rules = [needsCluster, noStdout, durableRejects, afterCluster];

/** Checked, all mistakes at once. Throws `LF_CONFIG`. `file`: `noFile` is none, undefined is `logflow.yaml` if it is there. */
export function ingestSettings(given: RawSettings, file: string | undefined | typeof noFile): Settings {
  return loadSettings(given, file, rules);
}
