import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationReference, configurationSchema } from '../../../../src/app/settings/reference.ts';

const read = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

it('docs/configuration.md is what the schema says (npm run docs)', () => {
  expect(read('configuration.md')).toBe(configurationReference());
});

it('docs/logflow.schema.json is what the schema says (npm run docs)', () => {
  expect(JSON.parse(read('logflow.schema.json'))).toEqual(JSON.parse(JSON.stringify(configurationSchema())));
});
