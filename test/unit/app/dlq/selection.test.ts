import { describe, expect, it } from 'vitest';
import { dlqOptions } from '../../../../src/app/dlq/options.ts';
import { asksForReason, leftAlone, namesIt, selectionText } from '../../../../src/app/dlq/selection.ts';

const refs = ['AWSLogs/1/a.log.gz', 'AWSLogs/2/b.log.gz'].map((key) => ({
  kind: 's3' as const,
  bucket: 'logs',
  key,
}));
const select = (flags: object) => dlqOptions('dlq show', { ...flags }, [], {}).selection;

describe('a selection', () => {
  it.each<[object, boolean]>([
    [{}, true],
    [{ key: 'AWSLogs/2/*' }, true],
    [{ key: 's3://logs/*/1/*' }, true],
    [{ key: 's3://other/*' }, false],
    [{ key: 'AWSLogs/*/c.log.gz' }, false],
    [{ 'message-id': ['7,m1'] }, true],
    [{ 'message-id': ['m2'] }, false],
    [{ 'message-id': ['m1'], key: 'x*' }, false],
  ])('%j names the message: %s', (flags, named) => expect(namesIt(select(flags), 'm1', refs)).toBe(named));

  it('asks for the reasons that it lists, or for all', () => {
    expect(asksForReason(select({}), 'gone')).toBe(true);
    expect(asksForReason(select({ reason: ['fine,gone'] }), 'gone')).toBe(true);
    expect(asksForReason(select({ reason: ['fine'] }), 'gone')).toBe(false);
    expect(selectionText(select({ reason: ['fine', 'gone'], key: 'a*' }))).toBe(
      'with reason fine or gone, key a*',
    );
  });

  it('all mistakes are told at once', () => {
    const flags = { reason: ['bad', 'worse'], max: 'many', dlq: '' };
    expect(() => dlqOptions('dlq show', flags, [], {})).toThrow(/--dlq: .+\n.*--reason: .+\n.*--max: /);
  });
});

describe('a redrive leaves alone', () => {
  const letter = {
    id: 'm1',
    receiptHandle: 'h',
    body: '',
    receiveCount: 1,
    attributes: {},
    traceHeader: undefined,
  };
  it.each([
    ['arn:aws:sqs:r:1:here', 5, undefined],
    ['arn:aws:sqs:r:1:there', 5, 'other-queue'],
    [undefined, 5, undefined],
    ['arn:aws:sqs:r:1:here', 10, 'later'],
    [undefined, undefined, undefined],
  ])('of queue %s, sent at %s: %s', (sourceArn, sentAt, left) => {
    expect(leftAlone({ ...letter, sourceArn, sentAt }, 'arn:aws:sqs:r:1:here', 10)).toBe(left);
  });
});
