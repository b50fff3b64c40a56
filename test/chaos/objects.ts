import { articleHeader, flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { dice } from './dice.ts';

/** One object, and what has to become of it. */
export interface ChaosObject {
  readonly key: string;
  readonly body: Uint8Array;
}

export interface Expectation {
  /** Where each document has to be, by its line: nothing of the program decides what is expected of it. */
  readonly documents: ReadonlyMap<string, string>;
  readonly objects: readonly ChaosObject[];
}

/** How the place of a document is told: its index, and the object that it came from. */
export function place(index: string, path: unknown): string {
  return `${index} from ${path}`;
}

const day = 86_400;
const start = 1_583_680_014;

/** Small and large, gzipped and plain, over three days, with lines that are left out and lines that are none. */
export function makeObjects(
  count: number,
  { seed, bucket, index }: { seed: number; bucket: string; index: string },
): Expectation {
  const random = dice(seed, 'objects');
  const documents = new Map<string, string>();
  const objects: ChaosObject[] = [];
  let serial = 1;
  for (let i = 0; i < count; i++) {
    const size = i % 20 === 7 ? 2_000 : 20 + random.below(200);
    const plain = random.chance(0.2);
    const key = `${folder}/chaos-${i}.log${plain ? '' : '.gz'}`;
    const lines: string[] = [];
    for (let n = 0; n < size; n++) {
      const days = random.below(3);
      const line = lineOf(serial++).replace(` ${start} `, ` ${start + days * day} `);
      if (n % 50 === 13) lines.push(line.replace(' OK ', ' NODATA '));
      else if (n % 70 === 17) lines.push(line.slice(0, 40));
      else {
        lines.push(line);
        const date = new Date((start + days * day) * 1000).toISOString().slice(0, 10);
        documents.set(line, place(`${index}-${date}`, `s3://${bucket}/${key}`));
      }
    }
    const text = `${articleHeader}\n${lines.join('\n')}\n`;
    objects.push({ key, body: plain ? Buffer.from(text) : flowLogObject(lines) });
  }
  return { objects, documents };
}
