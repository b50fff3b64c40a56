import { describe, expect, it } from 'vitest';
import { secondsLeft, trendOf } from '../../../src/ui/estimate.ts';
import { History } from '../../../src/ui/history.ts';
import { layoutOf } from '../../../src/ui/size.ts';
import { stateOf } from '../../../src/ui/state.ts';
import { createViewStore } from '../../../src/ui/view-store.ts';
import { info, snapshot, startedAt, storeOf } from './kit.ts';

const none = { visible: 0, inFlight: 0, delayed: 0 };

/** A run of which second `n` has `documents(n)` and a queue of `waiting(n)`. */
function historyOf(seconds: number, documents: (n: number) => number, waiting = (_: number) => 0): History {
  const history = new History();
  for (let n = 0; n <= seconds; n++) {
    const books = { ...snapshot().books, indexed: documents(n) };
    const messages = { ...snapshot().messages, deleted: documents(n) };
    history.add(snapshot(n, { books, messages, queue: { ...none, visible: waiting(n) } }));
  }
  return history;
}

describe('the history', () => {
  it('tells the rate of the last seconds, and of each', () => {
    const history = historyOf(10, (n) => (n < 5 ? 0 : (n - 5) * 100));
    expect(history.rate('documents')).toBe(100);
    expect(history.rates('documents')).toEqual([0, 0, 0, 0, 0, 100, 100, 100, 100, 100]);
    expect(history.slowRate('documents')).toBe(50);
  });

  it('keeps one sample a second, and not for ever', () => {
    const history = new History();
    for (let n = 0; n < 4000; n++) history.add(snapshot(n / 4, { queue: { ...none, visible: n } }));
    expect(history.waiting()).toHaveLength(180);
    expect(history.waiting().at(-1)).toBe(3996);
  });

  it('knows nothing at the start', () => {
    expect(new History().rate('bytes')).toBe(0);
    expect(new History().growth()).toBeUndefined();
  });
});

describe('the estimate', () => {
  it('says how the queue moves, once ten seconds are there', () => {
    const still = () => 0;
    expect(
      trendOf(
        historyOf(5, still, (n) => n * 100),
        500,
      ),
    ).toBeUndefined();
    expect(
      trendOf(
        historyOf(20, still, (n) => n * 100),
        2000,
      ),
    ).toBe('rising');
    expect(
      trendOf(
        historyOf(20, still, (n) => 5000 - n * 100),
        3000,
      ),
    ).toBe('falling');
    expect(
      trendOf(
        historyOf(20, still, (n) => 50_000 + (n % 2)),
        50_000,
      ),
    ).toBe('steady');
  });

  it('what came before the first look at the queue says nothing about it', () => {
    const history = new History();
    for (let n = 0; n <= 5; n++) history.add(snapshot(n));
    for (let n = 6; n <= 20; n++) history.add(snapshot(n, { queue: { ...none, visible: n * 100 } }));
    expect(trendOf(history, 2000)).toBe('rising');
  });

  it('a drain ends when its messages are deleted', () => {
    const history = historyOf(30, (n) => n * 10);
    const now = snapshot(30, { queue: { visible: 80, inFlight: 15, delayed: 5 } });
    expect(secondsLeft(now, history, { ...info, finite: true })).toBe(10);
  });

  it('a queue that is followed is empty when it shrinks to nothing', () => {
    const now = snapshot(30, { queue: { ...none, visible: 700 } });
    expect(
      secondsLeft(
        now,
        historyOf(
          30,
          () => 0,
          (n) => 1000 - n * 10,
        ),
        info,
      ),
    ).toBe(70);
    expect(
      secondsLeft(
        now,
        historyOf(
          30,
          () => 0,
          (n) => 100 + n * 10,
        ),
        info,
      ),
    ).toBeUndefined();
  });

  it('a source that knows its end, by its objects', () => {
    const history = new History();
    const at = (n: number) =>
      snapshot(n, { expected: 100, objects: { ...snapshot().objects, delivered: n * 2 } });
    for (let n = 0; n <= 30; n++) history.add(at(n));
    expect(secondsLeft(at(30), history, { ...info, finite: true })).toBe(20);
    const paused = { ...at(30), phase: 'paused' as const };
    expect(secondsLeft(paused, history, { ...info, finite: true })).toBeUndefined();
  });
});

it('a backfill whose listing goes on ends when as much as is expected is done', () => {
  const history = new History();
  const listing = { listed: 200, wanted: 150, complete: false };
  const at = (n: number) => snapshot(n, { listing, objects: { ...snapshot().objects, delivered: n * 2 } });
  for (let n = 0; n <= 30; n++) history.add(at(n));
  expect(secondsLeft(at(30), history, { ...info, finite: true })).toBeUndefined();
  const told = { ...at(30), listing: { ...listing, estimated: 160 } };
  expect(secondsLeft(told, history, { ...info, finite: true })).toBe(50);
});

describe('the state in a word', () => {
  const problem = { code: 'LF_X', message: 'flood stage', hint: 'make room' };
  const { cluster, inFlight } = snapshot();
  it.each([
    ['WAITING', { queue: none }],
    ['RUNNING', { inFlight: { ...inFlight, objects: 1 } }],
    ['LISTING', { listing: { listed: 7, wanted: 0, complete: false } }],
    ['RUNNING', { listing: { listed: 7, wanted: 1, complete: false } }],
    ['RUNNING', { listing: { listed: 7, wanted: 0, complete: true } }],
    ['PAUSED', { phase: 'paused' as const }],
    ['FINISHING', { phase: 'finishing' as const }],
    ['LEAVING', { phase: 'leaving' as const }],
    ['BRAKED', { cluster: { ...cluster, brake: problem }, phase: 'paused' as const }],
    ['RETRYING', { cluster: { ...cluster, trouble: problem } }],
    [
      'SLOW',
      {
        inFlight: { ...inFlight, objects: 1, bulks: 2 },
        cluster: { ...cluster, settledAt: startedAt - 5000 },
      },
    ],
  ])('%s', (word, change) => {
    expect(stateOf(snapshot(6, change)).word).toBe(word);
  });
});

it('every row but the last is used, whatever the size', () => {
  for (const rows of [24, 25, 33, 50, 200]) {
    const { objects, problems } = layoutOf({ columns: 80, rows });
    expect(2 + 6 + objects + 5 + problems + 1).toBe(rows - 1);
    expect(objects).toBeGreaterThanOrEqual(6);
    expect(problems).toBeGreaterThanOrEqual(3);
  }
});

describe('the view store', () => {
  it('has a frame twice a second, and at once when the run changes', () => {
    const store = storeOf(snapshot(0));
    const views = createViewStore(store, info, () => false);
    let frames = 0;
    views.subscribe(() => {
      frames += 1;
    });
    for (let quarter = 1; quarter <= 8; quarter++) store.publish(snapshot(quarter / 4));
    expect(frames).toBe(4);
    store.publish(snapshot(2.01, { phase: 'paused' }));
    expect(frames).toBe(5);
    expect(views.get()).toBe(views.get());
    views.close();
    store.publish(snapshot(9));
    expect(frames).toBe(5);
  });

  it('makes no frame while the terminal has not taken the last one', () => {
    const store = storeOf(snapshot(0));
    let behind = true;
    const views = createViewStore(store, info, () => behind);
    store.publish(snapshot(5));
    expect(views.get().now.at).toBe(startedAt);
    behind = false;
    store.publish(snapshot(6));
    expect(views.get().now.at).toBe(startedAt + 6000);
  });
});
