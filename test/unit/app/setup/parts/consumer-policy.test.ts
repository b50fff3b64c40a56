import { describe, expect, it } from 'vitest';
import { settings } from '../../../../../src/app/settings/settings.ts';
import {
  type ConsumerNeeds,
  consumerNeeds,
  consumerPolicy,
  notIncluded,
} from '../../../../../src/app/setup/parts/consumer-policy.ts';
import { namesFor, sectionOf } from '../../../../helpers/setup-kit.ts';

const section = sectionOf({ bucket: 'flows', prefix: 'AWSLogs/' });
const names = namesFor(section);
const more = (needs: ConsumerNeeds) => consumerPolicy(names, needs).Statement.slice(4);

describe('consumerPolicy', () => {
  it('allows what consume calls, on what it calls it on', () => {
    expect(consumerPolicy(names, {})).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Queue',
          Effect: 'Allow',
          Action: [
            'sqs:ChangeMessageVisibility',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:GetQueueUrl',
            'sqs:ReceiveMessage',
          ],
          Resource: 'arn:aws:sqs:us-west-2:123456789012:logflow-objects',
        },
        {
          Sid: 'DeadLetterQueue',
          Effect: 'Allow',
          Action: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
          Resource: 'arn:aws:sqs:us-west-2:123456789012:logflow-objects-dlq',
        },
        {
          Sid: 'ReadObjects',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:GetObjectVersion'],
          Resource: 'arn:aws:s3:::flows/AWSLogs/*',
        },
        {
          Sid: 'ListObjects',
          Effect: 'Allow',
          Action: ['s3:ListBucket'],
          Resource: 'arn:aws:s3:::flows',
          Condition: { StringLike: { 's3:prefix': 'AWSLogs/*' } },
        },
      ],
    });
  });

  it('takes the signs of a prefix for themselves', () => {
    const odd = namesFor(sectionOf({ bucket: 'flows', prefix: 'a*b?c$d' }));
    const [, , read, list] = consumerPolicy(odd, {}).Statement;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM writes them so
    const escaped = 'a${*}b${?}c${$}d*';
    expect(read?.Resource).toBe(`arn:aws:s3:::flows/${escaped}`);
    expect(list?.Condition).toEqual({ StringLike: { 's3:prefix': escaped } });
  });

  const StringEquals = { 'kms:ViaService': 'sqs.us-west-2.amazonaws.com' };
  it.each([
    ['0a1b2c3d-0000', 'arn:aws:kms:us-west-2:123456789012:key/0a1b2c3d-0000', { StringEquals }],
    ['arn:aws:kms:us-west-2:1:key/x', 'arn:aws:kms:us-west-2:1:key/x', { StringEquals }],
    [
      'alias/logs',
      'arn:aws:kms:us-west-2:123456789012:key/*',
      { StringEquals, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/logs' } },
    ],
  ])('decrypts messages under %s, through SQS alone', (kmsKey, Resource, Condition) => {
    expect(more({ kmsKey })).toEqual([
      { Sid: 'DecryptMessages', Effect: 'Allow', Action: ['kms:Decrypt'], Resource, Condition },
    ]);
  });

  it('follows the settings: rejects in S3, roles of other buckets, a domain of Amazon OpenSearch', () => {
    const domain = `https://search-flows-${'a'.repeat(26)}.eu-west-1.es.amazonaws.com`;
    const role = 'arn:aws:iam::210987654321:role/reader';
    const needs = consumerNeeds(
      section,
      settings.parse({
        rejects: 's3://rejected/flows',
        buckets: [{ match: 'a', role }, { match: 'b' }, { match: 'c', role }],
        sigv4: 'es',
        node: domain,
      }),
    );
    expect(more(needs)).toEqual([
      {
        Sid: 'WriteRejects',
        Effect: 'Allow',
        Action: ['s3:PutObject'],
        Resource: 'arn:aws:s3:::rejected/flows/*',
      },
      { Sid: 'AssumeRoles', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [role] },
      {
        Sid: 'UseDomain',
        Effect: 'Allow',
        Action: ['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut'],
        Resource: ['arn:aws:es:eu-west-1:123456789012:domain/flows/*'],
      },
    ]);
    expect(more(consumerNeeds(section, settings.parse({ rejects: 'dir:rejects', node: domain })))).toEqual(
      [],
    );
  });

  it('names a collection of Amazon OpenSearch Serverless', () => {
    const nodes = ['https://abc123.us-west-2.aoss.amazonaws.com:443'];
    expect(more({ signed: { service: 'aoss', nodes } })).toEqual([
      {
        Sid: 'UseCollection',
        Effect: 'Allow',
        Action: ['aoss:APIAccessAll'],
        Resource: ['arn:aws:aoss:us-west-2:123456789012:collection/abc123'],
      },
    ]);
  });

  it('says what it cannot give', () => {
    const signed = { service: 'es', nodes: ['https://user:secret@search.example.com'] } as const;
    expect(more({ signed })).toEqual([]);
    const [unknown, mapped, ...rest] = notIncluded(names, { signed });
    expect(unknown).toBe('no right to call search.example.com is in it: the URL does not name the domain');
    expect(mapped).toMatch(/map this role/);
    expect(rest).toEqual([]);
    expect(notIncluded(names, {})).toEqual([]);
  });
});
