import { describe, expect, it } from 'vitest';
import { formats } from '../../../src/formats/catalogue.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';

const file = '123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz';

describe('vpcFlow claims', () => {
  const claims = new RegExp(vpcFlow.claims);

  it.each([
    ['default layout', `AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/${file}`],
    ['per-hour partitions', `AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/16/${file}`],
    ['a prefix', `team/a=b/AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/${file}`],
    ['an organization', `AWSLogs/o-abc123/123456789012/vpcflowlogs/us-east-1/2018/06/20/${file}`],
    [
      'hive layout',
      `AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20/${file}`,
    ],
    [
      'hive layout per hour, with a prefix',
      `p/AWSLogs/aws-account-id=1/aws-service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20/hour=16/${file}`,
    ],
    [
      'another service segment, by the file name',
      `AWSLogs/aws-account-id=1/aws-service=vpc/year=2018/${file}`,
    ],
    ['uncompressed', 'AWSLogs/1/vpcflowlogs/us-east-1/2018/06/20/a.log'],
    ['Parquet', `AWSLogs/1/vpcflowlogs/us-east-1/2018/06/20/${file.replace('.log.gz', '.log.parquet')}`],
    [
      'what Firehose writes under such a prefix',
      'AWSLogs/1/vpcflowlogs/us-east-1/2018/06/20/16/flows-1-2018-06-20-16-20-03-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0',
    ],
    ['an export of CloudWatch Logs', 'any/0b1c2d3e-4f50-6172/eni-1235b8ca123456789-all/000000.gz'],
    ['only .gz', 'AWSLogs/1/vpcflowlogs/us-east-1/2018/06/20/a.gz'],
  ])('takes %s', (_, key) => {
    expect(claims.test(key)).toBe(true);
  });

  it.each([
    ['Parquet that was compressed again', 'AWSLogs/1/vpcflowlogs/us-east-1/2018/06/20/a.parquet.gz'],
    ['what an export of CloudWatch Logs tries first', 'any/aws-logs-write-test'],
    ['an export of another log', 'any/0b1c2d3e/web-1/000000.gz'],
    ['a file without a name that means anything', 'AWSLogs/1/vpcflowlogs/us-east-1/_SUCCESS'],
    ['a folder', 'AWSLogs/1/vpcflowlogs/us-east-1/2018/06/20/'],
    [
      'another service',
      'AWSLogs/1/elasticloadbalancing/us-east-1/2018/06/20/1_elasticloadbalancing_a.log.gz',
    ],
    ['the word inside another', 'AWSLogs/1/myvpcflowlogs/us-east-1/2018/06/20/a.log.gz'],
    ['the word with a tail', 'AWSLogs/1/vpcflowlogs-old/us-east-1/2018/06/20/a.log.gz'],
    ['the word only in the prefix', 'vpcflowlogs/AWSLogs/1/CloudTrail/us-east-1/2018/06/20/a.log.gz'],
    ['the word at the head of a file name', 'AWSLogs/1/notes/vpcflowlogs_2018.log.gz'],
    ['no AWSLogs', `backup/1/vpcflowlogs/${file}`],
    ['AWSLogs inside another word', `myAWSLogs/1/vpcflowlogs/us-east-1/${file}`],
  ])('leaves %s', (_, key) => {
    expect(claims.test(key)).toBe(false);
  });

  it('answers soon on the longest hostile key', () => {
    const started = performance.now();
    expect(claims.test(`AWSLogs/${'vpcflowlogs/a_vpcflowlogs_/'.repeat(38)}x`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('vpcFlow', () => {
  it('has the 21 fields of the article, by the names of AWS', () => {
    expect(vpcFlow.format.headerless[0]?.fields.map((name) => vpcFlow.rename[name] ?? name).join(' ')).toBe(
      'account-id action bytes dstaddr dstport end instance-id interface-id log-status packets pkt-dstaddr pkt-srcaddr protocol srcaddr srcport start subnet-id tcp-flags type2 version vpc-id',
    );
  });

  it('is in the catalogue', () => {
    expect(formats.map(({ definition }) => definition)).toContain(vpcFlow);
  });
});
