import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { parseExposition } from '../helpers/exposition.ts';
import { articleHeader, flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { type RunningLogflow, runLogflow, startLogflow } from '../helpers/process.ts';
import { parsePromql } from '../helpers/promql.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { waitFor } from '../helpers/wait.ts';
import { watched } from '../helpers/watch-files.ts';

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

/** Event time, s since the epoch. */
const startOf = (line: string) => Number(line.split(' ')[articleHeader.split(' ').indexOf('start')]);

/** What a run serves, once it says where. */
async function openScrapes(run: RunningLogflow) {
  const [, url = ''] = await run.waitForStderr(/metrics are served at (\S+)\/metrics\n/);
  const ask = async (path: string) => {
    const answer = await fetch(url + path);
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
  };
  const scrape = async () => parseExposition((await ask('/metrics')).body);
  const value = async (name: string, labels: object = {}) => {
    const samples = (await scrape()).get(name)?.samples ?? [];
    const wanted = JSON.stringify(labels);
    return samples.find((sample) => JSON.stringify(sample.labels) === wanted)?.value;
  };
  return { ask, scrape, value };
}

describe('metrics of a run', () => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad('direct');
    const nodata = lineOf(3).replace(' OK ', ' NODATA ');
    await road.put(`${folder}/1.log.gz`, flowLogObject([lineOf(1), lineOf(2), nodata, 'not a line']));
  });
  afterAll(() => road[Symbol.asyncDispose]());
  const consume = ({ queue, aws }: Road, node: string, ...more: string[]) => {
    const args = ['consume', '--queue', queue, '--node', node, '--no-template', '--metrics-port', '0'];
    return startLogflow([...args, ...more], { env: aws.environment });
  };

  it('consume: what is scraped is well formed, true, documented, and all that dashboard and alarms name', async () => {
    await using endpoint = await startAcknowledger(() => ({
      itemStatus: (item) => [201, 409][item] ?? 201,
    }));
    await using run = consume(road, endpoint.url);
    const { ask, scrape, value } = await openScrapes(run);
    await waitFor(() => value('logflow_objects_total', { outcome: 'delivered' }), { what: 'the object' });
    await waitFor(async () => (await value('logflow_messages_total', { outcome: 'deleted' })) === 2, {
      what: 'the object’s message and the test event to be deleted',
    });
    await waitFor(async () => (await value('logflow_dead_letter_messages')) === 0, {
      what: 'a look at the dead letters',
    });
    expect(await value('logflow_lines_read_total')).toBe(4);
    expect(await value('logflow_documents_total', { verdict: 'indexed' })).toBe(1);
    expect(await value('logflow_documents_total', { verdict: 'duplicate' })).toBe(1);
    expect(await value('logflow_lines_filtered_total', { kind: 'NODATA' })).toBe(1);
    expect(await value('logflow_lines_malformed_total')).toBe(1);
    expect(await value('logflow_messages_without_work_total', { reason: 'test_event' })).toBe(1);
    expect(await value('logflow_newest_event_timestamp_seconds')).toBe(startOf(lineOf(1)));
    expect(await value('logflow_bulk_requests_total')).toBe(endpoint.counts.requests);
    expect(await value('logflow_brake_engaged')).toBe(0);

    const families = await scrape();
    for (const { from, expr } of watched) {
      for (const { metric } of parsePromql(expr)) expect([...families.keys()], from).toContain(metric);
    }
    for (const name of families.keys()) expect(page).toContain(`\`${name}\``);
    expect((await ask('/metrics')).type).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: 'alive\n' });
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: 'ready\n' });

    run.kill('SIGTERM');
    expect((await run.done).code).toBe(0);
    await expect(ask('/healthz')).rejects.toThrow();
  });

  it('a cluster that does not answer yet: alive, not ready', async () => {
    const endpoint = await startAcknowledger();
    await endpoint.stop();
    await using run = consume(road, endpoint.url, '--patience', '1h');
    const { ask } = await openScrapes(run);
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
    expect(await ask('/readyz')).toMatchObject({
      status: 503,
      body: 'not ready: it is starting: what it writes to has not been reached yet\n',
    });
    expect(parseExposition((await ask('/metrics')).body).get('logflow_info')?.samples).toHaveLength(1);
  });

  it('a cluster that refuses: the brake, with its reason', async () => {
    // Of its own: the last receive of a consumer that was killed swallows a message.
    await using own = await openRoad('direct');
    await own.put(`${folder}/2.log.gz`, flowLogObject([lineOf(4)]));
    let refusing = true;
    await using endpoint = await startAcknowledger(() => (refusing ? { status: 403 } : undefined));
    await using run = consume(own, endpoint.url);
    const { ask, scrape, value } = await openScrapes(run);
    await waitFor(() => value('logflow_brake_engaged'), { what: 'the brake' });
    const [reason] = (await scrape()).get('logflow_brake_reason')?.samples ?? [];
    expect(reason).toMatchObject({ labels: { code: expect.stringMatching(/^LF_[A-Z_]+$/) }, value: 1 });
    const { status, body } = await ask('/readyz');
    expect(status).toBe(503);
    expect(body).toContain(`(${reason?.labels.code})\n`);
    refusing = false;
    await waitFor(async () => (await ask('/readyz')).status === 200, { what: 'the brake to be released' });
    expect((await scrape()).get('logflow_brake_reason')?.samples).toEqual([]);
  });

  it('backfill, too; a second process on the same port is told so before it begins', async () => {
    const held = Promise.withResolvers<undefined>();
    await using endpoint = await startAcknowledger(() => held.promise);
    const args = ['backfill', '--prefix', 's3://logs/', '--node', endpoint.url, '--no-template'];
    await using run = startLogflow([...args, '--metrics-port', '0'], { env: road.aws.environment });
    const { scrape, value } = await openScrapes(run);
    await waitFor(async () => (await value('logflow_listing_objects', { state: 'listed' })) === 1, {
      what: 'the listing',
    });
    const families = await scrape();
    expect(families.get('logflow_info')?.samples[0]?.labels.command).toBe('backfill');

    const [, port = ''] = await run.waitForStderr(/:(\d+)\/metrics/);
    const second = await runLogflow(['consume', '--queue', road.queue, '--output', 'ndjson:out', '--json'], {
      env: { ...road.aws.environment, LOGFLOW_METRICS_PORT: port },
    });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /somebody listens there already\nnext: .*--metrics-port.*\(LF_METRICS_LISTEN\)/,
    );
    held.resolve(undefined);
    expect((await run.done).code).toBe(0);
  });

  it.each([
    ['--metrics-port', '70000', '--metrics-port (LOGFLOW_METRICS_PORT): must be at most 65535'],
    ['--metrics-port', 'auto', '--metrics-port (LOGFLOW_METRICS_PORT): must be a whole number'],
    ['--metrics-host', 'http://x', '--metrics-host (LOGFLOW_METRICS_HOST): must be the name or the address'],
    ['--metrics-host', '127.0.0.1:80', '--metrics-host (LOGFLOW_METRICS_HOST): must be the name or the'],
  ])('%s %s is a mistake of usage', async (flag, text, said) => {
    const run = await runLogflow(['consume', '--queue', 'q', '--output', 'ndjson:out', flag, text]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(said);
  });
});
