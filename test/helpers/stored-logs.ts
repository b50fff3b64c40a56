import { contentId } from '../../src/parse/doc-id.ts';
import { flowLogObject, lineOf } from './flow-lines.ts';
import type { Road } from './road.ts';

/** Flow logs that lie in a bucket, and what is to be found of them. */
export interface StoredLogs {
  readonly keys: readonly string[];
  readonly bytes: number;
  /** By the day in the key. */
  readonly days: Readonly<Record<string, { objects: number; bytes: number }>>;
  /** Of all documents. */
  readonly ids: ReadonlySet<string>;
}

export const linesOfEach = 4;
const days = ['2020-03-07', '2020-03-08', '2020-03-09'];
/** What keys may be like. */
const hostile = [
  'plain',
  'with space',
  'a+b',
  'a%2Bb',
  'k=v|w:x',
  'ログ-é-😀',
  "it's (1)",
  'x\ny',
  '&amp;<b>',
  '%',
];
const writers = 16;

/** Puts objects over three days, in the default and in the hive layout, with hostile names; in the middle of each day. */
export async function storeLogs(road: Road, count: number, prefix = ''): Promise<StoredLogs> {
  const keys: string[] = [];
  const ids = new Set<string>();
  const byDay: Record<string, { objects: number; bytes: number }> = {};
  let bytes = 0;
  const write = async (first: number) => {
    for (let n = first; n < count; n += writers) {
      const day = days[n % days.length] as string;
      const lines = Array.from({ length: linesOfEach }, (_, i) => lineOf(1 + n * linesOfEach + i));
      const key = prefix + keyOf(n, day);
      const body = flowLogObject(lines);
      await road.put(key, body);
      keys.push(key);
      for (const line of lines) ids.add(contentId(Buffer.from(line)));
      const { objects = 0, bytes: before = 0 } = byDay[day] ?? {};
      byDay[day] = { objects: objects + 1, bytes: before + body.length };
      bytes += body.length;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, first) => write(first)));
  return { keys, bytes, days: byDay, ids };
}

function keyOf(n: number, day: string): string {
  const [yyyy, mm, dd] = day.split('-');
  const minute = String(Math.floor(n / 3) % 60).padStart(2, '0');
  const name = `123456789010_vpcflowlogs_us-west-2_fl-1_${yyyy}${mm}${dd}T12${minute}Z_${n}${hostile[n % hostile.length]}.log.gz`;
  const account = n % 4 === 0 ? '210987654321' : '123456789010';
  return n % 2 === 0
    ? `AWSLogs/${account}/vpcflowlogs/us-west-2/${yyyy}/${mm}/${dd}/${name}`
    : `AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=us-west-2/year=${yyyy}/month=${mm}/day=${dd}/hour=12/${name}`;
}
