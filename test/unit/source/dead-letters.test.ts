import { expect, test } from 'vitest';
import { type DeadLetter, policyTarget } from '../../../src/source/dead-letters.ts';
import { sendBatches } from '../../../src/source/send-messages.ts';

function letter(bytes: number, attribute = 0): DeadLetter {
  const attributes = attribute > 0 ? { a: { DataType: 'String', StringValue: 'x'.repeat(attribute) } } : {};
  const body = 'b'.repeat(bytes);
  const rest = { receiveCount: 1, sentAt: 1, sourceArn: undefined, traceHeader: undefined };
  return { id: 'm', receiptHandle: 'h', body, attributes, ...rest };
}

const sizes = (letters: DeadLetter[]) => sendBatches(letters).map((batch) => batch.length);
const kib = 1024;

test('requests hold ten messages, and no more bytes than SQS takes', () => {
  expect(sizes(Array.from({ length: 23 }, () => letter(100)))).toEqual([10, 10, 3]);
  expect(sizes([letter(200 * kib), letter(50 * kib), letter(50 * kib)])).toEqual([2, 1]);
  expect(sizes([letter(100), letter(1024 * kib), letter(100)])).toEqual([1, 1, 1]);
  expect(sizes([letter(128 * kib, 127 * kib), letter(2 * kib)])).toEqual([1, 1]);
  expect(sizes([])).toEqual([]);
});

test.each([
  ['{"deadLetterTargetArn":"arn:aws:sqs:us-west-2:123456789012:dead","maxReceiveCount":20}', 'dead'],
  [
    '{"deadLetterTargetArn":"arn:aws-us-gov:sqs:us-gov-west-1:123456789012:dead","maxReceiveCount":"20"}',
    'dead',
  ],
  ['{"deadLetterTargetArn":7}', undefined],
  ['{"maxReceiveCount":20}', undefined],
  ['null', undefined],
  ['', undefined],
  [undefined, undefined],
])('the redrive policy %s names %s', (policy, name) => {
  expect(policyTarget(policy)).toEqual(name && { account: '123456789012', name });
});
