import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Io } from '../../../src/app/io.ts';
import { tellAboutQueue } from '../../../src/app/queue-notes.ts';
import type { Settings } from '../../../src/app/settings/settings.ts';
import type { QueueApi } from '../../../src/source/queue-api.ts';

async function told(properties: QueueApi['properties'], url = 'https://sqs.example.com/1/q') {
  const stderr = new PassThrough();
  const settings = { 'visibility-timeout': 300 } as Settings;
  const redrive = await tellAboutQueue({ properties } as QueueApi, url, settings, {
    stderr,
  } as unknown as Io);
  return { redrive, said: String(stderr.read() ?? '') };
}

test('a queue that is as it should be needs no words', async () => {
  const good = await told(async () => ({ visibilityTimeout: 300, redrive: true }));
  expect(good).toEqual({ redrive: true, said: '' });
});

test('a visibility timeout of its own is a note (R23), no redrive policy a warning with the next step', async () => {
  const { redrive, said } = await told(async () => ({ visibilityTimeout: 30, redrive: false }));
  expect(redrive).toBe(false);
  expect(said).toContain('visibility timeout is 30 s');
  expect(said).toMatch(/warning: the queue has no redrive policy.*\nnext: .*logflow dlq list/);
});

test('a FIFO queue holds back whole message groups: a warning (F4)', async () => {
  const { said } = await told(
    async () => ({ visibilityTimeout: 300, redrive: true }),
    'https://sqs.example.com/1/q.fifo',
  );
  expect(said).toMatch(/warning: a FIFO queue/);
});

test('a role that may not ask: a redrive policy is assumed', async () => {
  const unknown = await told(() => Promise.reject(new Error('denied')));
  expect(unknown).toEqual({ redrive: true, said: '' });
});
