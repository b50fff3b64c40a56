import { expect, it } from 'vitest';
import { createHandler } from '../../src/app/lambda/handler.ts';
import { LogflowError } from '../../src/model/errors.ts';
import { rootAnswer } from '../helpers/acknowledge-answers.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { contextOf, pollFor, sqsEvent } from '../helpers/lambda.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { bulkAnswer, json, parseBulk, serve } from '../unit/sink/kit.ts';

async function eventOf(road: Road, objects: number) {
  for (let n = 0; n < objects; n++) await road.put(`${folder}/${n}.log.gz`, flowLogObject([lineOf(n)]));
  return sqsEvent(await pollFor(road, objects + 1));
}

const variables = (node: string) => ({
  LOGFLOW_NODE: node,
  LOGFLOW_TEMPLATE: 'false',
  LOGFLOW_THREADS: '0',
});

it('throws before the first batch when the settings are wrong, with all mistakes', () => {
  const wrong = () => createHandler({ LOGFLOW_TIMEZONE: 'Mars', LOGFLOW_BULK_BYTES: 'much' });
  expect(wrong).toThrow(LogflowError);
  expect(wrong).toThrow(/LOGFLOW_BULK_BYTES[\s\S]*LOGFLOW_TIMEZONE[\s\S]*LOGFLOW_NODE/);
});

it('near the end of its time: what is not done stays, what is done does not', async () => {
  await using road = await openRoad('direct');
  const event = await eventOf(road, 2);
  await using cluster = await serve(({ method, url, text }, response) => {
    if (method === 'GET' && url === '/') return json(response, 200, JSON.parse(rootAnswer));
    if (!url.includes('_bulk')) return json(response, 404, {});
    const sources = parseBulk(text).map(({ source }) => source as { bytes: number });
    // It never answers for the second object.
    if (sources.some(({ bytes }) => bytes === 1)) return;
    json(response, 200, bulkAnswer(sources.map(() => ({ status: 201 }))));
  });
  const log: string[] = [];
  const handler = createHandler(
    { ...variables(cluster.url), LOGFLOW_BULK_DOCS: '1' },
    { s3: () => road.s3, log: (line) => void log.push(line) },
  );
  // Reserved are two seconds of it.
  const context = contextOf(5_000);
  const { batchItemFailures } = await handler(event, context);
  const late = event.Records.find(({ body }) => body.includes('/1.log.gz'));
  expect(batchItemFailures).toEqual([{ itemIdentifier: late?.messageId }]);
  expect(context.getRemainingTimeInMillis()).toBeGreaterThan(0);
  expect(log.join('\n')).toContain('LF_NOT_DONE');
});

it('a cluster that is not there: all messages stay, and the next batch tries again', async () => {
  await using road = await openRoad('direct');
  const event = await eventOf(road, 1);
  let up = false;
  await using cluster = await serve(({ method, url, text }, response) => {
    if (!up) return json(response, 503, {});
    if (method === 'GET' && url === '/') return json(response, 200, JSON.parse(rootAnswer));
    if (!url.includes('_bulk')) return json(response, 404, {});
    json(response, 200, bulkAnswer(parseBulk(text).map(() => ({ status: 201 }))));
  });
  const handler = createHandler(variables(cluster.url), { s3: () => road.s3, log: () => {} });
  const all = event.Records.map(({ messageId }) => ({ itemIdentifier: messageId }));
  expect(await handler(event, contextOf(2_500))).toEqual({ batchItemFailures: all });
  up = true;
  expect(await handler(event, contextOf(60_000))).toEqual({ batchItemFailures: [] });
});

it('a cluster that refuses us ends no function: all messages stay, and new keys are tried', async () => {
  await using road = await openRoad('direct');
  const event = await eventOf(road, 1);
  let known = true;
  await using cluster = await serve(({ method, url, text }, response) => {
    if (method === 'GET' && url === '/') return json(response, 200, JSON.parse(rootAnswer));
    if (!known && url.includes('_bulk')) return json(response, 401, {});
    if (!url.includes('_bulk')) return json(response, 404, {});
    json(response, 200, bulkAnswer(parseBulk(text).map(() => ({ status: 201 }))));
  });
  const handler = createHandler(variables(cluster.url), { s3: () => road.s3, log: () => {} });
  const all = new Set(event.Records.map(({ messageId }) => messageId));
  known = false;
  const refused = await handler(event, contextOf(4_000));
  // The message that names no object is done all the same.
  expect(refused.batchItemFailures).toHaveLength(1);
  expect(all.has(refused.batchItemFailures[0]?.itemIdentifier ?? '')).toBe(true);
  known = true;
  expect(await handler(event, contextOf(60_000))).toEqual({ batchItemFailures: [] });
});

it('what no waiting mends ends the batch at once, and the next one begins anew', async () => {
  await using road = await openRoad('direct');
  const event = await eventOf(road, 1);
  const reason = 'Document ID is not supported in create/index operation request';
  let refuses = true;
  let greetings = 0;
  await using cluster = await serve(({ method, url, text }, response) => {
    if (method === 'GET' && url === '/') {
      greetings += 1;
      return json(response, 200, JSON.parse(rootAnswer));
    }
    if (!url.includes('_bulk')) return json(response, 404, {});
    const verdict = refuses ? { status: 400, type: 'illegal_argument_exception', reason } : { status: 201 };
    json(response, 200, bulkAnswer(parseBulk(text).map(() => verdict)));
  });
  const log: string[] = [];
  const handler = createHandler(variables(cluster.url), {
    s3: () => road.s3,
    log: (line) => void log.push(line),
  });
  // Longer than the test may last: it does not wait for the end of the function.
  const { batchItemFailures } = await handler(event, contextOf(900_000));
  expect(batchItemFailures).toHaveLength(1);
  expect(log.join('\n')).toContain('LF_IDS_REFUSED');
  const before = greetings;
  refuses = false;
  expect(await handler(event, contextOf(60_000))).toEqual({ batchItemFailures: [] });
  expect(greetings).toBeGreaterThan(before);
});
