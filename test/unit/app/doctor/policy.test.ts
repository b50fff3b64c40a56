import { describe, expect, it } from 'vitest';
import { maySend, namedSenders, statementFor } from '../../../../src/app/doctor/senders.ts';

const queue = 'arn:aws:sqs:us-west-2:123456789012:logs';
const topic = 'arn:aws:sns:us-west-2:123456789012:logs';
const bucket = 'arn:aws:s3:::logs';
const allow = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' };
const from = (arn: string) => ({ ArnEquals: { 'aws:SourceArn': arn } });

const policy = (...statements: readonly object[]) => JSON.stringify({ Statement: statements });
const rules = (...statements: readonly object[]) =>
  maySend(policy(...statements), queue, topic, '123456789012');

describe('who may send to a queue', () => {
  it.each([
    ['as setup writes it', { ...allow, Resource: queue, Condition: from(topic) }],
    ['the statement that is proposed', JSON.parse(statementFor(queue, topic))],
    ['everybody, by the source', { ...allow, Principal: '*', Condition: from(topic) }],
    ['everybody of AWS', { ...allow, Principal: { AWS: '*' } }],
    ['any action, in any case', { ...allow, Action: ['SQS:*'] }],
    [
      'a pattern',
      { ...allow, Resource: 'arn:aws:sqs:*:*:lo*', Condition: { ArnLike: { 'AWS:SourceArn': '*:logs' } } },
    ],
    [
      'the account',
      { ...allow, Condition: { StringEquals: { 'aws:SourceAccount': ['1', '123456789012'] } } },
    ],
    ['encrypted calls', { ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    [
      'what is not on the call, if it exists',
      { ...allow, Condition: { StringEqualsIfExists: { 'aws:SourceVpc': 'x' } } },
    ],
  ])('%s: allowed', (_, statement) => {
    expect(rules(statement)).toBe('allowed');
  });

  it.each([
    ['another service', { ...allow, Principal: { Service: 's3.amazonaws.com' } }],
    ['an account', { ...allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['another action', { ...allow, Action: 'sqs:ReceiveMessage' }],
    ['all but this action', { ...allow, Action: undefined, NotAction: 'sqs:Send*' }],
    ['another queue', { ...allow, Resource: `${queue}-dlq` }],
    ['another topic', { ...allow, Condition: from(`${topic}-old`) }],
    ['another account', { ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '210987654321' } } }],
    [
      'the default of SNS',
      {
        ...allow,
        Principal: { AWS: '*' },
        Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
      },
    ],
  ])('%s: not allowed', (_, statement) => {
    expect(rules(statement)).toBe('not-allowed');
  });

  it('a denial outweighs, unless it is about others', () => {
    const denied = { ...allow, Effect: 'Deny' };
    expect(rules(allow, denied)).toBe('denied');
    const plainText = { ...denied, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(rules(allow, plainText)).toBe('allowed');
    const others = { ...denied, Condition: { StringNotEquals: { 'aws:SourceAccount': '123456789012' } } };
    expect(rules(allow, others)).toBe('allowed');
  });

  it('what cannot be known here is no fault', () => {
    const organization = { StringEquals: { 'aws:SourceOrgID': 'o-1' } };
    expect(rules({ ...allow, Condition: organization })).toBe('unsure');
    expect(
      maySend(
        policy({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }),
        queue,
        topic,
        undefined,
      ),
    ).toBe('unsure');
  });

  it.each([undefined, '', '{', '[]', 'null', '{"Statement":7}'])('%j is no policy: nobody may', (text) => {
    expect(maySend(text, queue, topic, undefined)).toBe('not-allowed');
    expect(namedSenders(text)).toEqual([]);
  });

  it('those that are named, each once, without patterns', () => {
    const text = policy(
      { ...allow, Condition: from(topic) },
      {
        ...allow,
        Condition: { ArnLike: { 'aws:sourcearn': [bucket, topic, 'arn:aws:sns:*:*:x', 'no arn'] } },
      },
      { ...allow, Effect: 'Deny', Condition: from(`${topic}-other`) },
    );
    expect(namedSenders(text)).toEqual([topic, bucket]);
  });
});
