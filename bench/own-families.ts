import { ownFormats } from '../src/app/own-formats.ts';
import { settings } from '../src/app/settings/settings.ts';
import type { Format } from '../src/formats/format.ts';

const steps = [
  { time: { field: 'ts', formats: 'clf' } },
  { remove: 'ts' },
  { convert: { status: 'integer', bytes: 'integer' } },
];

/** Two pipelines of one's own that make the same documents of a web server's lines. */
export const ownFamilies: readonly Format[] = ownFormats(
  settings.parse({
    'own-pipelines': [
      {
        ...{ name: 'own-dissect', match: { key: 'dissect/**' }, steps },
        parse: { dissect: '%{client} %{} %{} [%{ts}] "%{method} %{path} %{}" %{status} %{bytes} "%{agent}"' },
      },
      {
        ...{ name: 'own-regex', match: { key: 'regex/**' }, steps },
        parse: {
          regex:
            '^(?<client>\\S+) \\S+ \\S+ \\[(?<ts>[^\\]]+)\\] "(?<method>\\S+) (?<path>\\S+) [^"]*" (?<status>\\d+) (?<bytes>\\d+) "(?<agent>[^"]*)"$',
        },
      },
    ],
  }),
);
