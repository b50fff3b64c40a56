import { describe, expect, it } from 'vitest';
import { folderTime, keyTime, overlaps } from '../../../src/source/key-time.ts';

const at = (text: string) => Date.parse(text);
const window = (from: string, to: string) => ({ from: at(from), to: at(to) });
const base = 'central/AWSLogs/123456789010/vpcflowlogs/us-west-2';
const name = '123456789010_vpcflowlogs_us-west-2_fl-0123456789abcdef0_20200308T1505Z_0a1b2c3d.log.gz';

describe('the times in a key', () => {
  it.each([
    ['default layout', `${base}/2020/03/08/${name}`],
    ['hourly layout', `${base}/2020/03/08/15/${name}`],
    [
      'hive',
      `AWSLogs/aws-account-id=1/aws-service=vpcflowlogs/aws-region=r/year=2020/month=03/day=08/hour=15/${name}`,
    ],
    ['no folder at all', name],
    ['another day in the path: the name of the file wins', `${base}/2020/03/09/${name}`],
  ])('five minutes: %s', (_, key) => {
    expect(keyTime(key)).toEqual(window('2020-03-08T15:05Z', '2020-03-08T15:10Z'));
  });

  it('stamps of other services are of the end of what they hold', () => {
    const key =
      'AWSLogs/1/elasticloadbalancing/r/2020/03/08/1_elasticloadbalancing_r_app.x_20200308T1505Z_1.2.3.4_x.log.gz';
    expect(keyTime(key)).toEqual(window('2020-03-08T14:50Z', '2020-03-08T15:10Z'));
  });

  it.each([
    [`${base}/2020/03/08/custom.log.gz`, '2020-03-08T00:00Z', '2020-03-09T00:00Z'],
    [`${base}/2020/03/08/15/custom.log.gz`, '2020-03-08T15:00Z', '2020-03-08T16:00Z'],
    ['AWSLogs/o-a1b2c3/1/CloudTrail/r/2020/12/31/x.json.gz', '2020-12-31T00:00Z', '2021-01-01T00:00Z'],
    ['x/year=2020/month=3/day=8/a', '2020-03-08T00:00Z', '2020-03-09T00:00Z'],
    ['2019/01/01/backup/2020/03/08/a', '2020-03-08T00:00Z', '2020-03-09T00:00Z'],
    [`${base}/2020/02/29/a`, '2020-02-29T00:00Z', '2020-03-01T00:00Z'],
    // What cannot be is not taken for less than it is part of.
    [`${base}/2020/02/31/a`, '2020-02-01T00:00Z', '2020-03-01T00:00Z'],
    [`${base}/2020/03/08/25/a`, '2020-03-08T00:00Z', '2020-03-09T00:00Z'],
    [`${base}/2020/13/01/a`, '2020-01-01T00:00Z', '2021-01-01T00:00Z'],
    [
      `${base}/2020/03/08/1_vpcflowlogs_r_fl_20201332T1505Z_x.log.gz`,
      '2020-03-08T00:00Z',
      '2020-03-09T00:00Z',
    ],
  ])('%s', (key, from, to) => {
    expect(keyTime(key)).toEqual(window(from, to));
  });

  it.each([
    'flow.log.gz',
    'a/2020/b.gz',
    '2020/03/b.gz',
    `${base}/0001/01/01/x`,
    '/',
    '',
    'year=20/month=1/x',
  ])('none: %j', (key) => {
    expect(keyTime(key)).toBeUndefined();
  });

  it('folders on the way tell years and months only where nothing else can be meant', () => {
    expect(folderTime(`${base}/2020/`)).toEqual(window('2020-01-01T00:00Z', '2021-01-01T00:00Z'));
    expect(folderTime(`${base}/2020/03/`)).toEqual(window('2020-03-01T00:00Z', '2020-04-01T00:00Z'));
    expect(folderTime('x/year=2020/')).toEqual(window('2020-01-01T00:00Z', '2021-01-01T00:00Z'));
    expect(folderTime('AWSLogs/2020/')).toBeUndefined();
    expect(folderTime('invoices/2020/')).toBeUndefined();
    expect(folderTime('invoices/2020/03/')).toBeUndefined();
  });

  it('windows that only touch do not overlap', () => {
    expect(overlaps({ from: 0, to: 5 }, { from: 5, to: 9 })).toBe(false);
    expect(overlaps({ from: 0, to: 6 }, { from: 5, to: 9 })).toBe(true);
    expect(
      overlaps({ from: 3, to: 4 }, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }),
    ).toBe(true);
  });
});
