import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { decideS3 } from '../../../src/failures/decide.ts';
import { LogflowError } from '../../../src/model/errors.ts';
import { readAwsError, translateQueueError } from '../../../src/source/aws-error.ts';
import { pollErrorDelay } from '../../../src/source/poll-error.ts';
import { createQueueApi, resolveQueueUrl } from '../../../src/source/queue-api.ts';
import { createQueue, startWithClients } from '../embedded/clients.ts';

const answered = (name: string, status: number, message = 'said so') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const broken = (code: string) => Object.assign(new Error(`it was ${code}`), { code });

/** Whether a read that met this for the first time is tried again. */
const isTriedAgain = (error: unknown) =>
  decideS3(readAwsError(error), { failures: 1, redirected: true, resuming: false }).action.kind === 'retry';

test('worth another try: throttling, 5xx, and every way a connection breaks', () => {
  const yes = [
    answered('SlowDown', 503),
    answered('ThrottlingException', 400),
    answered('TooManyRequests', 429),
    answered('InternalError', 500),
    Object.assign(new Error('late'), { name: 'TimeoutError' }),
    ...['ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE'].map(broken),
    ...['HPE_INVALID_CHUNK_SIZE', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'EPROTO'].map(broken),
  ];
  for (const error of yes) expect([error.message, isTriedAgain(error)]).toEqual([error.message, true]);
  const no = [
    answered('NoSuchKey', 404),
    answered('InvalidObjectState', 403),
    answered('ExpiredToken', 403),
    new TypeError('x is not a function'),
    ...['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_INVALID_ARG_TYPE'].map(broken),
    undefined,
    null,
    'text',
  ];
  for (const error of no) expect([String(error), isTriedAgain(error)]).toEqual([String(error), false]);
});

test('anything that may be thrown has one line of text', () => {
  const several = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], '');
  expect(readAwsError(several).message).toBe('connect ECONNREFUSED 127.0.0.1:1');
  expect(readAwsError(new Error('one\n  two\r\n')).message).toBe('one two');
  for (const thrown of [undefined, null, 0, '', 'text', {}, [], { message: 7 }]) {
    expect(readAwsError(thrown).message).toEqual(expect.any(String));
  }
});

test.each([
  [answered('QueueDoesNotExist', 400), 'LF_QUEUE_MISSING', 'ends'],
  [answered('AWS.SimpleQueueService.NonExistentQueue', 400), 'LF_QUEUE_MISSING', 'ends'],
  [answered('AccessDenied', 403), 'LF_QUEUE_FORBIDDEN', 'ends'],
  [answered('KmsAccessDenied', 400), 'LF_QUEUE_FORBIDDEN', 'ends'],
  [answered('KMS.DisabledException', 400), 'LF_QUEUE_FORBIDDEN', 'ends'],
  [answered('OverLimit', 403), 'LF_QUEUE_IN_FLIGHT', 'goes on'],
  [answered('OverLimit', 400), 'LF_QUEUE_IN_FLIGHT', 'goes on'],
  [answered('ExpiredToken', 403), 'LF_AWS_CREDENTIALS', 'ends'],
  [
    answered('SignatureDoesNotMatch', 403, 'Signature expired: 1 is now earlier than 2'),
    'LF_AWS_CLOCK',
    'ends',
  ],
  [answered('ThrottlingException', 400), 'LF_AWS_BUSY', 'goes on'],
  [answered('KmsThrottled', 400), 'LF_AWS_BUSY', 'goes on'],
  [answered('InternalFailure', 500), 'LF_AWS_FAULT', 'goes on'],
  [broken('ECONNRESET'), 'LF_AWS_CONNECTION', 'goes on'],
  [answered('AccessDenied', 403, 'no for arn:aws:sqs:::SSL-ENOTFOUND'), 'LF_QUEUE_FORBIDDEN', 'ends'],
  [Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), 'LF_AWS_CREDENTIALS', 'ends'],
  [new Error('Region is missing'), 'LF_AWS_REGION', 'ends'],
  [broken('ECONNREFUSED'), 'LF_AWS_UNREACHABLE', 'goes on'],
  [answered('Novelty', 400), 'LF_QUEUE_ERROR', 'goes on'],
])('%s about a queue is %s: a run that begins so %s', (error, code, begin) => {
  const translated = translateQueueError(error, 'my-queue');
  const delay = pollErrorDelay(translated, { failures: 1, everWorked: false, drain: false });
  expect(delay === undefined ? 'ends' : 'goes on').toBe(begin);
  expect(translated.exit).toBe(code === 'LF_AWS_REGION' ? 2 : 1);
  expect(translated).toMatchObject({ code, cause: error, message: expect.stringContaining('my-queue') });
});

test('a poller that never worked gives up; one that did is patient, a drain only for a while', () => {
  const problem = (code: string) => new LogflowError({ code, message: 'm', hint: 'h' });
  const delay = (code: string, failures: number, everWorked: boolean, drain = false) =>
    pollErrorDelay(problem(code), { failures, everWorked, drain }, () => 1);
  for (const code of ['LF_QUEUE_MISSING', 'LF_QUEUE_FORBIDDEN', 'LF_AWS_CREDENTIALS', 'LF_AWS_REGION']) {
    expect(delay(code, 1, false)).toBeUndefined();
    expect(delay(code, 1, true)).toBeGreaterThan(0);
  }
  expect(delay('LF_AWS_UNREACHABLE', 4, false)).toBeGreaterThan(0);
  expect(delay('LF_AWS_UNREACHABLE', 5, false)).toBeUndefined();
  expect(delay('LF_AWS_UNREACHABLE', 10_000, true)).toBe(30_000);
  expect(delay('LF_AWS_UNREACHABLE', 5, true, true)).toBeUndefined();
  expect(
    pollErrorDelay(new TypeError('ours'), { failures: 1, everWorked: true, drain: false }),
  ).toBeUndefined();
});

test('a batch answers for each entry: done, lost, or worth another try', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  const failed = [
    { Id: '1', Code: 'ReceiptHandleIsInvalid', SenderFault: true },
    { Id: '2', Code: 'MessageNotInflight', SenderFault: false },
    { Id: '3', Code: 'InternalError', SenderFault: false, Message: 'later' },
    { Id: '4', Code: 'RequestThrottled', SenderFault: true, Message: 'slower' },
    { Id: '5', Code: 'InvalidParameterValue', SenderFault: true },
    { Id: 'nonsense', Code: 'X' },
    { Id: '99', Code: 'X' },
  ];
  clients.sqs.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      Object.assign(result.output, { Failed: failed });
      return result;
    },
    { step: 'initialize' },
  );
  const api = createQueueApi(clients.sqs, queue.url);
  const handles = ['a', 'b', 'c', 'd', 'e', 'f'];
  const kinds = ['done', 'lost', 'lost', 'failed', 'failed', 'lost'];
  const changes = handles.map((receiptHandle) => ({ receiptHandle, seconds: 1 }));
  expect((await api.delete(handles)).map(({ kind }) => kind)).toEqual(kinds);
  expect((await api.changeVisibility(changes)).map(({ kind }) => kind)).toEqual(kinds);
});

test('a queue is found by name or taken by URL; one that is not there is named', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'here');
  expect(await resolveQueueUrl(clients.sqs, 'here')).toBe(queue.url);
  expect(await resolveQueueUrl(clients.sqs, 'https://sqs.example/1/q')).toBe('https://sqs.example/1/q');
  await expect(resolveQueueUrl(clients.sqs, 'gone')).rejects.toMatchObject({ code: 'LF_QUEUE_MISSING' });
  const gone = createQueueApi(clients.sqs, `${queue.url}-gone`);
  await expect(gone.receive(1, 0, 30)).rejects.toMatchObject({ code: 'LF_QUEUE_MISSING' });
  await expect(gone.depth()).rejects.toMatchObject({ code: 'LF_QUEUE_MISSING' });
  await expect(gone.delete(['x'])).rejects.toBeInstanceOf(LogflowError);
});

test('a server that is not there is told as such', async () => {
  await using clients = await startWithClients();
  const { endpoint, region, credentials } = clients.aws;
  const sqs = new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
  await clients.aws.stop();
  const api = createQueueApi(sqs, `${endpoint}/1/q`);
  await expect(api.receive(1, 0, 30)).rejects.toMatchObject({ code: 'LF_AWS_UNREACHABLE' });
  sqs.destroy();
});
