import { expect, test } from 'vitest';
import { readBulkAnswer, readError } from '../../../src/sink/answer.ts';

const read = (status: number, text: string, headers = {}) => readBulkAnswer(status, headers, text, 0);

test('an answer without errors is not looked at item by item', () => {
  const text = '{"took":30,"errors":false,"items":[{"create":{"status":201}}, and this is no JSON';
  expect(read(200, text)).toEqual({ kind: 'answered', took: 30, verdicts: 'all-ok' });
});

test('an answer with errors keeps every item in its place', () => {
  const text =
    '{"took":1,"errors":true,"items":[{"create":{"status":201}},{"index":{"status":400,"error":{"type":"t","reason":"r"}}}]}';
  expect(read(200, text)).toEqual({
    kind: 'answered',
    took: 1,
    verdicts: [
      { op: 'create', status: 201 },
      { op: 'index', status: 400, type: 't', reason: 'r' },
    ],
  });
});

test.each([
  '',
  '<html>Sign in</html>',
  '[]',
  '{"took":1,"errors":true}',
  '{"items":[{"create":{}}]}',
  'null',
])('a 200 that is no bulk answer leaves the outcome unknown: %j', (text) => {
  expect(read(200, text)).toMatchObject({ kind: 'unanswered', problem: { code: 'LF_CLUSTER_ANSWER' } });
});

test('a refusal keeps its type, its reason and its Retry-After', () => {
  const text = '{"error":{"root_cause":[],"type":"t","reason":"r"},"status":429}';
  expect(read(429, text, { 'retry-after': '2' })).toEqual({
    kind: 'refused',
    status: 429,
    type: 't',
    reason: 'r',
    retryAfter: 2000,
  });
});

test.each([
  ['{"Message":"Request size exceeded 10485760 bytes"}', 'Request size exceeded 10485760 bytes'],
  ['{"message":"The security token is invalid"}', 'The security token is invalid'],
  ['<html>\n  <h1>502</h1></html>', '<html> <h1>502</h1></html>'],
  ['{"error":"no handler","status":400}', 'no handler'],
  ['', ''],
])('reads the reason of %j', (text, reason) => {
  expect(readError(text)).toEqual({ reason });
});
