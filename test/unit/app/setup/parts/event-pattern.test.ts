import { expect, it } from 'vitest';
import { fieldChange } from '../../../../../src/app/setup/field.ts';
import { eventPattern, samePattern } from '../../../../../src/app/setup/parts/event-pattern.ts';
import { ruleChanges } from '../../../../../src/app/setup/parts/rule.ts';
import { namesFor, sectionOf } from '../../../../helpers/setup-kit.ts';

const names = namesFor(sectionOf({ prefix: String.raw`a*b\c/` }));
const pattern = eventPattern(names);

it('a beginning and an end are one wildcard, and what is special in it is escaped', () => {
  expect(pattern).toMatchObject({
    'detail-type': ['Object Created'],
    detail: { object: { key: [{ wildcard: String.raw`a\*b\\c/*.log.gz` }] } },
  });
});

it('is the same in any order and spacing, and nothing else is', () => {
  const turned = JSON.stringify(Object.fromEntries(Object.entries(pattern).toReversed()), null, 2);
  expect(samePattern(turned, pattern)).toBe(true);
  expect(samePattern(turned.replace('Created', 'Deleted'), pattern)).toBe(false);
  expect(samePattern(undefined, pattern)).toBe(false);
});

it('a rule that somebody disabled, or sent elsewhere, shows in that field alone', () => {
  const rule = {
    pattern: JSON.stringify(pattern),
    enabled: true,
    targets: new Map([
      ['theirs', 'arn:x'],
      ['logflow', names.queueArn],
    ]),
  };
  expect(ruleChanges(rule, names, pattern)).toEqual([]);
  expect(ruleChanges({ ...rule, enabled: false }, names, pattern)).toEqual([
    fieldChange('state', 'disabled', 'enabled'),
  ]);
  const targets = new Map([['logflow', 'arn:old']]);
  expect(ruleChanges({ ...rule, targets }, names, pattern)).toEqual([
    fieldChange('target', 'arn:old', names.queueArn),
  ]);
});
