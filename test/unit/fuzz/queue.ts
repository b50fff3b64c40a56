import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { S3Ref, WorkItem } from '../../../src/model/object.ts';
import { rejectsSuffix } from '../../../src/model/rejects.ts';
import { waitFor } from '../../helpers/wait.ts';
import { Dice } from '../parse/compile/hostile.ts';
import { aborted, delivered, failed, message, missing, settled, startSource } from '../source/kit.ts';
import { messageFrom, messageSeed } from './messages.ts';
import { meaningOf, type NamedObject } from './notification-oracle.ts';

/** Messages of one receive. More than SQS gives: a source that minds none of 100 minds none of ten. */
const together = 100;
const outcomes = [delivered, delivered, delivered, delivered, missing, failed, aborted];

export interface Judged {
  readonly messages: number;
  readonly deleted: number;
}

/** What is to become of a message. */
interface Expectation {
  readonly id: string;
  readonly body: string;
  /** That are to be worked on. */
  readonly objects: readonly NamedObject[];
  deleted: boolean;
}

/**
 * Delivers `cases` mutated messages to one queue source, and ends their objects in every way, in any order. Throws when a
 * message is deleted that should stay, when one stays that should go, when other objects come than those that the messages
 * name, or when the source ends. The same seed makes the same messages.
 */
export async function fuzzQueue(cases: number, seed: number): Promise<Judged> {
  const dice = new Dice(seed);
  const { queue, ask, items, ends, counts, problems, running, stop } = startSource();
  const all: Expectation[] = fc
    .sample(messageSeed, { numRuns: cases, seed })
    .map((one, i) => expectation(`m${i}`, messageFrom(one)));
  for (let from = 0; from < cases; from += together) {
    const some = all.slice(from, from + together);
    const named = some.flatMap((one) => one.objects.map((object) => ({ one, object })));
    // One slot is left waiting, so that the source asks again.
    await ask(named.length + (from === 0 ? 1 : 0));
    await waitFor(() => queue.asked, { what: `a receive after ${from} messages; the source has ended` });
    await queue.give(...some.map(({ id, body }) => message(id, body, 1 + dice.below(30))));
    const came = items.splice(0);
    const refs = came.map(({ ref }) => placeOf(ref as S3Ref));
    assert.deepEqual(
      refs,
      named.map(({ object }) => placeOf(object)),
      'exactly the objects that they name',
    );
    const left = named.map(({ one }, i) => ({ one, item: came[i] as WorkItem }));
    while (left.length > 0) {
      const [{ one, item }] = left.splice(dice.below(left.length), 1) as [(typeof left)[number]];
      const outcome = dice.of(outcomes);
      if (outcome !== delivered && outcome !== missing) one.deleted = false;
      void item.settle(outcome);
    }
    await settled();
  }
  const expected = all.filter((one) => one.deleted).map(({ id }) => id);
  // Deletes gather for some ms of real time.
  const deleted = () => queue.deleteCalls.flat().map((handle) => handle.slice(0, handle.indexOf('#')));
  await waitFor(() => deleted().length >= expected.length, { what: 'the deletes' });
  await settled();
  assert.deepEqual(deleted().sort(), expected.sort(), 'deleted is what was done, and nothing else');
  assert.equal((counts.deleted ?? 0) + (counts.released ?? 0), cases, 'each is deleted or put back');
  assert.deepEqual([counts.received, ends(), problems], [cases, 0, []]);
  stop.abort();
  await queue.give();
  await running;
  return { messages: cases, deleted: expected.length };
}

function expectation(id: string, body: string): Expectation {
  const meaning = meaningOf(body);
  if (meaning.kind !== 'objects') return { id, body, objects: [], deleted: meaning.kind === 'test-event' };
  const logs = meaning.objects.filter(({ key }) => !key.endsWith(rejectsSuffix));
  // As the kit claims them.
  const objects = logs.filter(({ key }) => !key.startsWith('unclaimed'));
  return { id, body, objects, deleted: objects.length === logs.length };
}

function placeOf({
  bucket,
  key,
  versionId,
}: {
  bucket: string;
  key: string;
  versionId?: string | undefined;
}) {
  return JSON.stringify([bucket, key, versionId]);
}
