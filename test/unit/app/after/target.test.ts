import type { Event } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { announcerOf } from '../../../../src/app/after/target.ts';

const rule = (Events: Event[], ...rules: [string, string][]) => ({
  Events,
  Filter: { Key: { FilterRules: rules.map(([Name, Value]) => ({ Name: Name as 'prefix', Value })) } },
});
const created: Event[] = ['s3:ObjectRemoved:*', 's3:ObjectCreated:*'];

test('nobody is told of anything', () => {
  expect(announcerOf({}, 'done/')).toBeUndefined();
});

test.each([
  ['everything', { Events: created }, true],
  ['all of a suffix', rule(created, ['suffix', '.gz']), true],
  ['copies', rule(['s3:ObjectCreated:Copy'], ['prefix', 'do']), true],
  ['what is below', rule(created, ['Prefix', 'done/AWSLogs/']), true],
  ['another prefix', rule(created, ['prefix', 'AWSLogs/']), false],
  ['one that only begins alike', rule(created, ['prefix', 'done2/']), false],
  ['what is put, which a copy is not', rule(['s3:ObjectCreated:Put']), false],
  ['what is removed', rule(['s3:ObjectRemoved:*']), false],
])('told of %s: a loop is %s (R30)', (_, one, refused) => {
  const to = refused ? 'arn:x' : undefined;
  const other = { QueueArn: 'arn:other', Events: ['s3:ObjectRemoved:*' as const] };
  expect(announcerOf({ QueueConfigurations: [other, { QueueArn: 'arn:x', ...one }] }, 'done/')).toBe(to);
  expect(announcerOf({ TopicConfigurations: [{ TopicArn: 'arn:x', ...one }] }, 'done/')).toBe(to);
  const functions = [{ LambdaFunctionArn: 'arn:x', ...one }];
  expect(announcerOf({ LambdaFunctionConfigurations: functions }, 'done/')).toBe(to);
});
