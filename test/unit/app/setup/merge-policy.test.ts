import { expect, it } from 'vitest';
import { fieldChange } from '../../../../src/app/setup/field.ts';
import { mergePolicy } from '../../../../src/app/setup/merge-policy.ts';
import type { PolicyStatement } from '../../../../src/app/setup/policy.ts';

const ours: PolicyStatement = {
  Sid: 'LogflowTopic',
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: 'arn:q',
  Condition: { ArnEquals: { 'aws:SourceArn': 'arn:t' } },
};
const text = 'sns.amazonaws.com: sqs:SendMessage on arn:q if ArnEquals aws:SourceArn arn:t';
const theirs = { Sid: 'Theirs', Effect: 'Deny', Principal: '*', NotAction: 'sqs:*', Resource: '*' };

it('nothing there: a whole document', () => {
  const { fields, document } = mergePolicy(undefined, [ours]);
  expect(fields).toEqual([fieldChange('policy.LogflowTopic', undefined, text)]);
  expect(JSON.parse(document)).toEqual({ Version: '2012-10-17', Statement: [ours] });
});

it('what others wrote stays as it is: id, version, order, elements that we never write', () => {
  const policy = { Version: '2008-10-17', Id: 'x', Statement: [theirs] };
  const { document } = mergePolicy(JSON.stringify(policy), [ours]);
  expect(JSON.parse(document)).toEqual({ ...policy, Statement: [theirs, ours] });
});

it('one statement need not be a list', () => {
  const { document } = mergePolicy(JSON.stringify({ Statement: theirs }), [ours]);
  expect(JSON.parse(document).Statement).toEqual([theirs, ours]);
});

it('ours with another meaning is replaced where it stands', () => {
  const old = { ...ours, Condition: { ArnEquals: { 'aws:SourceArn': 'arn:old' } } };
  const { fields, document } = mergePolicy(JSON.stringify({ Statement: [old, theirs] }), [ours]);
  expect(fields).toEqual([fieldChange('policy.LogflowTopic', text.replace('arn:t', 'arn:old'), text)]);
  expect(JSON.parse(document).Statement).toEqual([ours, theirs]);
});

it('the same under another name, with lists for values, is enough', () => {
  const same = { ...ours, Sid: 'ByHand', Action: ['sqs:SendMessage'], Resource: ['arn:q'] };
  const there = JSON.stringify({ Statement: [theirs, same] });
  expect(mergePolicy(there, [ours]).fields).toEqual([]);
});
