import { describe, expect, it } from 'vitest';
import { fieldChange } from '../../../../src/app/setup/field.ts';
import {
  type PolicyStatement,
  policyChanges,
  policyOf,
  readPolicy,
} from '../../../../src/app/setup/policy.ts';

const read: PolicyStatement = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:GetObjectVersion'],
  Resource: 'arn:aws:s3:::logs/*',
  Condition: { StringEquals: { 'aws:SourceAccount': '123456789012', 's3:x-amz-acl': 'private' } },
};
const tell: PolicyStatement = {
  Sid: 'Tell',
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: 'arn:aws:sns:us-west-2:123456789012:topic',
};
const wanted = policyOf([read, tell]);

describe('policyChanges', () => {
  it('finds nothing in what means the same', () => {
    const same = {
      Statement: [
        { ...tell, Principal: { Service: ['s3.amazonaws.com'] }, Action: ['sns:Publish'], Sid: 'Other' },
        {
          Resource: ['arn:aws:s3:::logs/*'],
          Condition: {
            StringEquals: { 's3:x-amz-acl': ['private'], 'aws:SourceAccount': ['123456789012'] },
          },
          Action: ['s3:GetObjectVersion', 's3:GetObject'],
          Effect: 'Allow',
        },
      ],
      Version: '2012-10-17',
    };
    expect(policyChanges('policy', same, wanted)).toEqual([]);
    expect(policyChanges('policy', { Statement: read }, policyOf([read]))).toEqual([]);
  });

  it('names the statement that differs, with both in words', () => {
    const now = { Statement: [{ ...read, Action: 's3:GetObject' }, tell] };
    const rest =
      'on arn:aws:s3:::logs/* if StringEquals aws:SourceAccount 123456789012 and StringEquals s3:x-amz-acl private';
    expect(policyChanges('policy', now, wanted)).toEqual([
      fieldChange('policy.Read', `s3:GetObject ${rest}`, `s3:GetObject, s3:GetObjectVersion ${rest}`),
    ]);
  });

  it.each([
    ['a condition that is gone', { Condition: undefined }],
    ['another condition key', { Condition: { StringLike: read.Condition?.StringEquals } }],
    ['a denial', { Effect: 'Deny' }],
    ['somebody else', { Principal: { AWS: '123456789012' } }],
    ['all actions but these', { NotAction: 's3:PutObject', Action: undefined }],
  ])('sees %s', (_what, change) => {
    const now = { Statement: [{ ...read, ...change }, tell] };
    expect(policyChanges('policy', now, wanted).map(({ field }) => field)).toEqual(['policy.Read']);
  });

  it('tells of statements that are there and were not asked for', () => {
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const changes = policyChanges('policy', { Statement: [everything, read, tell] }, wanted);
    expect(changes).toEqual([fieldChange('policy.#1', '* on *', undefined)]);
  });

  it.each([undefined, null, 'text', 7, [], {}, { Statement: [null, 'x'] }])(
    'takes %j for no statement of ours',
    (now) => {
      const fields = policyChanges('policy', now, wanted).map(({ field }) => field);
      expect(fields.slice(0, 2)).toEqual(['policy.Read', 'policy.Tell']);
    },
  );
});

describe('readPolicy', () => {
  it('reads JSON, and JSON as IAM gives it', () => {
    expect(readPolicy(JSON.stringify(wanted))).toEqual(wanted);
    expect(readPolicy(encodeURIComponent(JSON.stringify(wanted)))).toEqual(wanted);
    expect(readPolicy('%zz')).toBeUndefined();
    expect(readPolicy('nothing')).toBeUndefined();
    expect(readPolicy(undefined)).toBeUndefined();
  });
});
