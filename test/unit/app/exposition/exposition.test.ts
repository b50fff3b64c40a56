import { describe, expect, it } from 'vitest';
import { createExposition } from '../../../../src/app/exposition/exposition.ts';
import { Metrics } from '../../../../src/core/metrics.ts';
import { emptyBooks } from '../../../../src/model/books.ts';
import { parseExposition } from '../../../helpers/exposition.ts';

const about = { version: '1.2.3', command: 'consume' };
const problem = { code: 'LF_X', message: 'it broke', hint: 'Mend it.' };

async function scrape(metrics: Metrics, exposition = createExposition(about)) {
  metrics.publish();
  const families = parseExposition(await exposition.text(metrics.getSnapshot()));
  return (name: string) =>
    families.get(name)?.samples.map(({ labels, value }) => [...Object.values(labels), value]);
}

describe('the exposition', () => {
  it('a run that has begun: nothing is made up', async () => {
    const of = await scrape(new Metrics(() => 5_000));
    expect(of('logflow_info')).toEqual([['1.2.3', 'consume', 1]]);
    expect(of('logflow_documents_total')).toEqual([
      ['indexed', 0],
      ['duplicate', 0],
      ['rejected', 0],
    ]);
    expect(of('logflow_last_verdict_timestamp_seconds')).toEqual([[5]]);
    for (const unknown of [
      'logflow_newest_event_timestamp_seconds',
      'logflow_queue_messages',
      'logflow_dead_letter_messages',
      'logflow_oldest_received_message_timestamp_seconds',
      'logflow_brake_reason',
      'logflow_after_objects_total',
      'logflow_bulk_latency_seconds',
      'logflow_oldest_object_start_timestamp_seconds',
    ]) {
      expect(of(unknown), unknown).toEqual([]);
    }
  });

  it('everything, in base units; and what is over is gone', async () => {
    const metrics = new Metrics(() => 1_000_000);
    const exposition = createExposition(about);
    metrics.queueDepth({ visible: 1, inFlight: 2, delayed: 3 });
    metrics.deadLetters = 4;
    metrics.messageSent(999_500);
    metrics.messages.deleted = 5;
    metrics.after = { action: 'move', done: 1, gone: 2, changed: 3, kept: 4, failed: 5, aborted: 6 };
    metrics.listing = () => ({ listed: 9, wanted: 8, complete: true });
    metrics.objectBegun('s3://b/k', 100);
    metrics.bulkAnswered(250, 10);
    metrics.eventSeen(900.5);
    metrics.inTheWay(problem, 3);
    metrics.brake(problem);
    metrics.phase = 'finishing';
    const of = await scrape(metrics, exposition);
    expect(of('logflow_queue_messages')).toEqual([
      ['visible', 1],
      ['in_flight', 2],
      ['delayed', 3],
    ]);
    expect(of('logflow_dead_letter_messages')).toEqual([[4]]);
    expect(of('logflow_oldest_received_message_timestamp_seconds')).toEqual([[999.5]]);
    expect(of('logflow_messages_total')).toEqual([
      ['deleted', 5],
      ['released', 0],
    ]);
    expect(of('logflow_after_objects_total')?.slice(0, 2)).toEqual([
      ['move', 'done', 1],
      ['move', 'gone', 2],
    ]);
    expect(of('logflow_objects_expected')).toEqual([[8]]);
    expect(of('logflow_oldest_object_start_timestamp_seconds')).toEqual([[1000]]);
    expect(of('logflow_bulk_latency_seconds')).toEqual([[0.25]]);
    expect(of('logflow_newest_event_timestamp_seconds')).toEqual([[900.5]]);
    expect(of('logflow_trouble')).toEqual([['LF_X', 1]]);
    expect(of('logflow_brake_engaged')).toEqual([[1]]);
    expect(of('logflow_brake_reason')).toEqual([['LF_X', 1]]);
    expect(of('logflow_problems_total')).toEqual([['LF_X', 4]]);
    expect(of('logflow_phase')).toContainEqual(['finishing', 1]);
    metrics.brake(undefined);
    const later = await scrape(metrics, exposition);
    expect(later('logflow_brake_engaged')).toEqual([[0]]);
    expect(later('logflow_brake_reason')).toEqual([]);
    // Read, not added up again.
    expect(later('logflow_problems_total')).toEqual([['LF_X', 4]]);
  });

  it('hostile kinds: 32 have a series that they keep, all others share one', async () => {
    const metrics = new Metrics(() => 1);
    const exposition = createExposition(about);
    const kindOf = (i: number) => (i === 7 ? 'other' : `K"\\\n${i}`);
    const end = (from: number, to: number) => {
      const filtered = Object.fromEntries(Array.from({ length: to - from }, (_, i) => [kindOf(from + i), 1]));
      metrics.objectEnded(
        { kind: 'delivered', books: { ...emptyBooks(), filtered } },
        's3://b/k',
        emptyBooks(),
      );
    };
    end(0, 33);
    const first = (await scrape(metrics, exposition))('logflow_lines_filtered_total');
    expect(first).toHaveLength(32);
    expect(first).toContainEqual(['K"\\\n31', 1]);
    expect(first).toContainEqual(['other', 2]);
    end(0, 1_000);
    const second = (await scrape(metrics, exposition))('logflow_lines_filtered_total');
    expect(second?.map(([kind]) => kind)).toEqual(first?.map(([kind]) => kind));
    expect(second).toContainEqual(['K"\\\n31', 2]);
    expect(second).toContainEqual(['other', 3 + 1_000 - 32]);
  });

  it('a snapshot is written once, and each text is of one snapshot', async () => {
    const metrics = new Metrics(() => 1);
    const { text } = createExposition(about);
    const before = metrics.getSnapshot();
    metrics.objects.started = 3;
    metrics.publish();
    const after = metrics.getSnapshot();
    const [first, again, second] = await Promise.all([text(before), text(before), text(after)]);
    expect(again).toBe(first);
    expect(first).toContain('\nlogflow_objects_started_total 0\n');
    expect(second).toContain('\nlogflow_objects_started_total 3\n');
  });
});
