import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHandler } from '../../src/app/lambda/handler.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { contextOf, pollFor, settle, sqsEvent } from '../helpers/lambda.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { allDocuments, wipe } from '../helpers/search.ts';

const index = 'lambda-{yyyy}-{MM}-{dd}';
const minutes = 60_000;

/** The handler as a function with these variables has it, and what it logged. */
function handlerOf(road: Road, node: string, more: Record<string, string> = {}) {
  const log: Record<string, unknown>[] = [];
  const variables = { LOGFLOW_NODE: node, LOGFLOW_INDEX: index, LOGFLOW_THREADS: '0', ...more };
  const handler = createHandler(variables, {
    s3: () => road.s3,
    log: (line) => void log.push(JSON.parse(line)),
  });
  return { handler, log };
}

async function fill(road: Road, good: number, poison?: Buffer): Promise<void> {
  // What S3 says to a new notification configuration comes first.
  await settle(road, await pollFor(road, 1), { batchItemFailures: [] });
  for (let n = 0; n < good; n++) await road.put(`${folder}/${n}.log.gz`, flowLogObject([lineOf(n)]));
  if (poison) await road.put(`${folder}/poison.log.gz`, poison);
}

describeEachCluster('the Lambda handler', ({ url }) => {
  beforeAll(() => wipe(url, 'lambda'));
  afterAll(() => wipe(url, 'lambda'));

  it('of ten messages, one poison: names exactly that one, and the documents of the nine are there', async () => {
    await using road = await openRoad('sns');
    await fill(road, 9, flowLogObject([lineOf(99)]).subarray(0, 60));
    const messages = await pollFor(road, 10);
    const { handler, log } = handlerOf(road, url);
    const answer = await handler(sqsEvent(messages), contextOf(5 * minutes));
    const poison = messages.find(({ Body }) => Body?.includes('poison.log.gz'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: poison?.MessageId }] });
    const documents = await allDocuments(url, 'lambda-*');
    expect(documents.map(({ _source }) => Number(_source.bytes)).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(log.find(({ msg }) => msg === 'message stays in the queue')).toMatchObject({
      message: poison?.MessageId,
      problems: [{ message: expect.stringContaining('poison.log.gz') }],
    });
    expect(log.at(-1)).toMatchObject({ msg: 'batch', messages: 10, failed: 1, indexed: 9 });
    // The handler deletes nothing; Lambda leaves what it is told.
    expect(await road.depth()).toMatchObject({ inFlight: 10 });
    await settle(road, messages, answer);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });

  it('the same batch again, to a function that is warm: duplicates, and nothing stays', async () => {
    await using road = await openRoad('direct');
    await fill(road, 3);
    const event = sqsEvent(await pollFor(road, 3));
    const { handler, log } = handlerOf(road, url, { LOGFLOW_INDEX: 'lambda-warm-{yyyy}' });
    for (const indexed of [3, 0]) {
      expect(await handler(event, contextOf(5 * minutes))).toEqual({ batchItemFailures: [] });
      expect(log.at(-1)).toMatchObject({ msg: 'batch', read: 3, indexed, duplicate: 3 - indexed });
    }
    expect(await allDocuments(url, 'lambda-warm-*')).toHaveLength(3);
  });
});
