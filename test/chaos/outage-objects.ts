import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { place } from './objects.ts';

/** Both in the past, so that the test does not depend on when it runs. */
export const days = { today: '2020-03-08', tomorrow: '2020-03-09' } as const;
export type Day = keyof typeof days;
export const otherDay = { today: 'tomorrow', tomorrow: 'today' } as const;

const start = 1_583_680_014;
const starts = { today: start, tomorrow: start + 86_400 };

/** An object with lines of one day, or of both. */
export interface DayObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly days: readonly Day[];
  /** Where each of its documents has to be, by its line. */
  readonly documents: ReadonlyMap<string, string>;
}

export const linesEach = 50;

/** `number`: of the object, so that no two lines are alike. */
export function dayObject(number: number, those: readonly Day[], index: string): DayObject {
  const key = `${folder}/${number}-${those.join('-and-')}.log.gz`;
  const documents = new Map<string, string>();
  const lines = Array.from({ length: linesEach }, (_, n) => {
    const day = those[n % those.length] ?? 'today';
    const line = lineOf(1 + number * linesEach + n).replace(` ${start} `, ` ${starts[day]} `);
    documents.set(line, place(`${index}-${days[day]}`, `s3://logs/${key}`));
    return line;
  });
  return { key, body: flowLogObject(lines), days: those, documents };
}
