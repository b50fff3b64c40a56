import { expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { waitFor } from '../helpers/wait.ts';

const lines = 10_000;
const logObject = () => flowLogObject(Array.from({ length: lines }, (_, i) => lineOf(i)));
/** Delays grow from a tenth of this: three attempts take a few seconds. */
const args = (road: Road, url: string) => [
  ...['consume', '--queue', road.queue, '--node', url, '--no-template', '--json'],
  ...['--visibility-timeout', '2s', '--bulk-docs', '500'],
];

it('an object that is cut short is sent once, however often it comes again (R25)', async () => {
  await using road = await openRoad('direct');
  const whole = logObject();
  await road.put(`${folder}/cut.log.gz`, whole.subarray(0, Math.floor(whole.length / 2)));
  await using endpoint = await startAcknowledger();
  await using run = startLogflow(args(road, endpoint.url), { env: road.aws.environment });
  await run.waitForStderr(/3 objects FAILED/);
  run.kill('SIGTERM');
  const { documents, objects } = summaryOf((await run.done).stdout);
  expect(objects.unreadable).toBeGreaterThanOrEqual(3);
  expect(endpoint.counts.docs).toBe(documents.indexed);
  // Each attempt reads as many lines; the first alone sends them.
  expect(documents.read).toBe(documents.indexed * (objects.unreadable ?? 0));
  expect(documents.duplicate).toBe(documents.read - documents.indexed);
});

it('an object with one refused document is sent from there on', async () => {
  await using road = await openRoad('direct');
  await road.put(`${folder}/one.log.gz`, logObject());
  let seen = 0;
  let sent = 0;
  // Documents go out in order; the 6,000th of the first attempt is refused.
  await using endpoint = await startAcknowledger((_index, { items }) => {
    const before = seen;
    seen += items;
    sent += items;
    const bad = 6_000 - before;
    return bad >= 0 && bad < items ? { itemStatus: (item) => (item === bad ? 400 : 201) } : undefined;
  });
  await using run = startLogflow(args(road, endpoint.url), { env: road.aws.environment });
  await waitFor(() => sent > lines, { what: 'the second attempt' });
  run.kill('SIGTERM');
  const { documents, objects } = summaryOf((await run.done).stdout);
  expect(objects).toMatchObject({ failed: 1, delivered: 1 });
  expect(documents.read).toBe(2 * lines);
  expect(documents.indexed + documents.duplicate + documents.rejected).toBe(2 * lines);
  expect(documents.rejected).toBe(1);
  // From the block of the refused one on, give or take the requests that overtook each other.
  expect(sent).toBeLessThan(lines + 7_000);
  expect(documents.duplicate).toBe(2 * lines - sent);
  expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

it('the good object of a message is read once, however often the message comes again for the bad one', async () => {
  await using road = await openRoad('nothing');
  await road.put(`${folder}/good.log.gz`, flowLogObject([lineOf(1)]));
  await road.put(`${folder}/bad.log.gz`, flowLogObject([lineOf(2)]).subarray(0, 60));
  const Records = ['good', 'bad'].map((name) => ({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'logs' }, object: { key: `${folder}/${name}.log.gz` } },
  }));
  await road.send(JSON.stringify({ Records }));
  await using endpoint = await startAcknowledger();
  await using run = startLogflow(args(road, endpoint.url), { env: road.aws.environment });
  await run.waitForStderr(/3 objects FAILED/);
  run.kill('SIGTERM');
  const { messages, objects, documents } = summaryOf((await run.done).stdout);
  expect(objects.delivered).toBe(1);
  expect(documents.indexed).toBe(1);
  expect(messages.deleted).toBe(0);
  expect(messages.quarantined).toBe(objects.unreadable);
  const { visible, inFlight } = await road.depth();
  expect(visible + inFlight).toBe(1);
});
