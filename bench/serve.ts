/* S3 and SQS with objects in them, in a process of its own. Each question fills the queue again. */
import { openRoad } from '../test/helpers/road.ts';
import { FlowData, keyOf } from './flow-data.ts';
import { serve } from './helper.ts';

export interface Served {
  readonly environment: Record<string, string>;
  readonly queue: string;
}

const writers = 16;
const [objects = 0, lines = 0] = process.argv.slice(2).map(Number);
const data = new FlowData();
const bodies = Array.from({ length: objects }, () => data.object(lines));
const road = await openRoad('direct');

async function write(from: number): Promise<void> {
  for (let n = from; n < objects; n += writers) await road.put(keyOf(n), bodies[n] ?? '');
}

const served: Served = { environment: road.aws.environment, queue: road.queue };
serve(served, async () => {
  await Promise.all(Array.from({ length: writers }, (_, from) => write(from)));
});
