import { s3Message } from '../helpers/dead-letters.ts';
import { folder } from '../helpers/flow-lines.ts';
import type { Road } from '../helpers/road.ts';
import { makeObjects } from './objects.ts';

const prose = `${folder}/prose.log`;
const photo = 'photos/cat.jpg';
const riddle = 'hello';

/** Messages that are never to be deleted: none of its lines, no pipeline, or nobody at all understands it. */
export const poisons = 3;

export function isPoison(body: string): boolean {
  return body === riddle || body.includes(prose) || body.includes(photo);
}

/** What lies in the queue before the first consumer starts. */
export interface Load {
  /** Where each document has to be at the end, by its line. */
  readonly documents: ReadonlyMap<string, string>;
  /** Bytes of each object, by key. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Objects whose events came by the topic; some named a second time with two more; one that is gone; and the poisons. */
export async function fillRoad(road: Road, objects: number, seed: number, index: string): Promise<Load> {
  const made = makeObjects(objects, { seed, bucket: road.bucket, index });
  for (const [i, { key, body }] of made.objects.entries()) {
    await road.put(key, body);
    const named = [i, (i * 7) % objects, (i * 13) % objects].map((n) => made.objects[n]?.key ?? key);
    if (i % 10 === 3) await road.send(s3Message(named));
  }
  await road.send(s3Message([`${folder}/gone.log.gz`]));
  await road.send(riddle);
  await road.put(prose, 'Nothing in here\nhas ever been a flow log\n');
  await road.put(photo, 'meow');
  return {
    documents: made.documents,
    sizes: new Map(made.objects.map(({ key, body }) => [key, body.length])),
  };
}
