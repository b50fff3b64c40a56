import { describe, expect, it } from 'vitest';
import type { Examined } from '../../../../src/app/dlq/examine.ts';
import { Groups, placeOf } from '../../../../src/app/dlq/groups.ts';
import { groupsText } from '../../../../src/app/dlq/groups-text.ts';
import { type Reason, reasonOf, worst } from '../../../../src/app/dlq/reasons.ts';

const ref = (key: string) => ({ kind: 's3' as const, bucket: 'logs', key });

function message(id: number, reason: Reason, key: string, sentAt = 1_000_000): Examined {
  return {
    id: String(id),
    receiveCount: id,
    sentAt,
    sourceArn: undefined,
    reason,
    objects: [{ ref: ref(key), reason }],
    objectCount: 1,
  };
}

describe('the place of an object', () => {
  it.each([
    ['AWSLogs/1/vpcflowlogs/us-west-2/2020/03/08/a.log.gz', 's3://logs/AWSLogs/1/vpcflowlogs/us-west-2/'],
    ['AWSLogs/1/vpcflowlogs/us-west-2/2020/03/08/15/a.log.gz', 's3://logs/AWSLogs/1/vpcflowlogs/us-west-2/'],
    ['AWSLogs/aws-region=us-west-2/year=2020/month=03/a.log.gz', 's3://logs/AWSLogs/aws-region=us-west-2/'],
    ['app/2020-03-08/a.log', 's3://logs/app/'],
    ['app/dt=20200308/a.log', 's3://logs/app/'],
    ['photos/cat.jpg', 's3://logs/photos/'],
    ['cat.jpg', 's3://logs/'],
    // An account id is no date.
    ['AWSLogs/202003081234/elb/a.log', 's3://logs/AWSLogs/202003081234/elb/'],
  ])('%s -> %s', (key, place) => expect(placeOf(ref(key))).toBe(place));
});

describe('groups', () => {
  it('count by reason and place, the worst reason first and its largest place first', () => {
    const groups = new Groups();
    groups.add(message(1, 'fine', 'a/x', 3_000));
    groups.add(message(2, 'fine', 'b/x', 1_000));
    groups.add(message(3, 'fine', 'b/y', 2_000));
    groups.add(message(4, 'denied', 'b/z'));
    expect(groups.messages).toBe(4);
    expect(groups.sorted).toMatchObject([
      { reason: 'denied', place: 's3://logs/b/', messages: 1 },
      { reason: 'fine', place: 's3://logs/b/', messages: 2, oldest: 1_000, newest: 2_000, receives: 3 },
      {
        reason: 'fine',
        place: 's3://logs/a/',
        messages: 1,
        example: { messageId: '1', object: 's3://logs/a/x' },
      },
    ]);
  });

  it('are bounded, whatever the keys', () => {
    const groups = new Groups();
    for (let n = 0; n < 5_000; n++) groups.add(message(n, 'gone', `${n}/x`));
    expect(groups.sorted.length).toBe(1_001);
    expect(groups.sorted[0]).toMatchObject({ place: '(other places)', messages: 4_000 });
    const text = groupsText(groups.sorted).join('\n');
    expect(text).toContain('gone: 5,000 messages');
    expect(text).toContain('and 991 other places');
  });

  it('show nothing that acts on a terminal', () => {
    const groups = new Groups();
    groups.add(message(1, 'gone', '\u001b[31mred/\u202ex'));
    expect(groupsText(groups.sorted).join('\n')).toContain('s3://logs/\\u{1b}[31mred/\\u{202e}x');
  });
});

describe('the reason of a message', () => {
  it.each<[Reason[], Reason]>([
    [[], 'nothing-to-do'],
    [['fine'], 'fine'],
    [['gone', 'fine'], 'fine'],
    [['fine', 'unclaimed', 'unreadable'], 'unreadable'],
    [['not-looked', 'fine'], 'not-looked'],
    [['unreadable', 'denied'], 'denied'],
  ])('of objects %j is %s', (found, reason) => expect(worst(found)).toBe(reason));

  it.each<[string, Reason]>([
    ['LF_OBJECT_GONE', 'gone'],
    ['LF_OBJECT_FORBIDDEN', 'denied'],
    ['LF_OBJECT_KMS', 'denied'],
    ['LF_OBJECT_ARCHIVED', 'archived'],
    ['LF_OBJECT_CORRUPT', 'unreadable'],
    ['LF_AWS_CREDENTIALS', 'not-looked'],
  ])('behind %s is %s', (code, reason) => expect(reasonOf({ code, message: '', hint: '' })).toBe(reason));
});
