import assert from 'node:assert/strict';
import fc from 'fast-check';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { parseNotification } from '../../../src/source/notification.ts';
import { messageFrom, messageSeed } from './messages.ts';
import { meaningOf } from './notification-oracle.ts';

/** ms. Far more than any message takes, on any machine; a pattern that backtracks takes minutes. */
const hang = 5_000;
const claims = new RegExp(vpcFlow.claims, 'u');

/** How many messages were understood as what. */
export type Understood = Record<'objects' | 'nothing' | 'test-event' | 'unrecognised', number>;

/**
 * Compares what `parseNotification` understands with what AWS's documents say, for `cases` mutated messages. Throws
 * fast-check's error, with the smallest message that it found. The same seed makes the same cases.
 */
export function fuzzNotifications(cases: number, seed: number): Understood {
  const understood: Understood = { objects: 0, nothing: 0, 'test-event': 0, unrecognised: 0 };
  const property = fc.property(messageSeed, (one) => {
    const body = messageFrom(one);
    const startedAt = performance.now();
    const got = said(body);
    assert.ok(performance.now() - startedAt < hang, `a hang: ${shown(body)}`);
    const meant = meaningOf(body);
    assert.deepEqual(got, meant, shown(body));
    if (meant.kind === 'unknown') understood.unrecognised += 1;
    else if (meant.kind === 'test-event') understood['test-event'] += 1;
    else understood[meant.objects.length > 0 ? 'objects' : 'nothing'] += 1;
  });
  fc.assert(property, { numRuns: cases, seed, includeErrorInReport: true });
  return understood;
}

/** In the oracle's words. */
function said(body: string) {
  const parsed = parseNotification(body);
  if (parsed.kind === 'unrecognised') {
    assert.ok(parsed.reason.length > 0 && parsed.reason.length < 500, 'a reason is one short line');
    return { kind: 'unknown' };
  }
  if (parsed.kind === 'test-event') return { kind: 'test-event' };
  const objects = parsed.refs.map(({ bucket, key, versionId }) => ({ bucket, key, versionId }));
  // What the queue asks next about each.
  for (const { key } of objects) claims.test(key);
  return { kind: 'objects', objects, others: parsed.ignored };
}

function shown(body: string): string {
  return JSON.stringify(body.length > 4000 ? `${body.slice(0, 4000)}…` : body);
}
