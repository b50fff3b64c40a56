import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterFault, ClusterHarm } from '../helpers/cluster-proxy.ts';
import { dice } from './dice.ts';
import type { FaultParts } from './s3-faults.ts';

const full = JSON.stringify({
  error: { type: 'es_rejected_execution_exception', reason: 'rejected execution (said by the proxy)' },
  status: 429,
});

/** What the cluster of one consumer does wrong, but for being away. */
export function clusterFaults({ seed, consumer, mischief, killer }: FaultParts): ClusterFault {
  const name = `cluster of ${consumer}`;
  const whole = ['cluster-429', 'cluster-503'] as const;
  const drawOther = mischief.deck(`${name}: other`, 6, whole);
  const draw = mischief.deck(`${name}: bulk`, 16, [
    ...whole,
    'cluster-item-429',
    'cluster-reset-after',
    'cluster-cut-answer',
    'cluster-slow',
  ]);
  const random = dice(seed, `${name}: how`);
  const refusal = (status: number, body: string): ClusterHarm => {
    const headers = random.chance(0.5) ? { 'retry-after': '1' } : {};
    return { kind: 'answer', status, headers, body };
  };
  const pass: ClusterHarm = { kind: 'reset-after', cuts: () => killer.at(consumer, 'after-bulk') };
  return async ({ isBulk }): Promise<ClusterHarm | undefined> => {
    if (isBulk && (await killer.at(consumer, 'before-bulk'))) return { kind: 'reset' };
    const drawn = isBulk ? draw() : drawOther();
    if (drawn) mischief.count(drawn);
    switch (drawn) {
      case 'cluster-429':
        return refusal(429, full);
      case 'cluster-503':
        return refusal(503, '<html>503 Service Temporarily Unavailable</html>');
      case 'cluster-item-429': {
        const items = dice(seed, `${name}: items ${random.hex(8)}`);
        const refused = new Map<number, boolean>();
        const refuses = (place: number) => {
          const known = refused.get(place) ?? items.chance(0.3);
          refused.set(place, known);
          return known;
        };
        return { kind: 'refuse-items', refuses };
      }
      case 'cluster-reset-after':
        return { kind: 'reset-after' };
      case 'cluster-cut-answer':
        return { kind: 'cut-answer', share: random.below(100) / 100 };
      case 'cluster-slow':
        // Past the visibility timeout, now and then past the patience for an answer: the cluster gets it all the same.
        await pause(random.chance(0.7) ? random.below(1_500) : 3_500 + random.below(2_500));
        return pass;
      default:
        return isBulk ? pass : undefined;
    }
  };
}
