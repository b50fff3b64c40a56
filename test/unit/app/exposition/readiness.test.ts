import { expect, it } from 'vitest';
import { whyNotReady } from '../../../../src/app/exposition/readiness.ts';
import { Metrics } from '../../../../src/core/metrics.ts';

const problem = { code: 'LF_X', message: 'it\u001b[31m broke', hint: 'Mend it.' };

it.each<[string, (metrics: Metrics) => void, boolean, string | undefined]>([
  ['runs', () => {}, true, undefined],
  ['starts', () => {}, false, 'it is starting: what it writes to has not been reached yet'],
  ['brakes', (metrics) => metrics.brake(problem), true, 'it\\u{1b}[31m broke (LF_X)'],
  ['cannot receive', (metrics) => metrics.notReceiving(problem), true, 'it\\u{1b}[31m broke (LF_X)'],
  ['sends again', (metrics) => metrics.inTheWay(problem, 1), true, undefined],
  ['is paused', (metrics) => Object.assign(metrics, { phase: 'paused' }), true, 'it was paused by hand'],
  ['finishes', (metrics) => Object.assign(metrics, { phase: 'finishing' }), true, 'it was told to stop'],
  ['leaves', (metrics) => Object.assign(metrics, { phase: 'leaving' }), false, 'it was told to stop'],
])('a run that %s', (_, change, started, why) => {
  const metrics = new Metrics(() => 1);
  change(metrics);
  expect(whyNotReady(metrics.take(), started)).toBe(why);
});
