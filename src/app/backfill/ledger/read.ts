import { createReadStream } from 'node:fs';
import { type Hash96, HashTable } from './hash-table.ts';
import { type FailedObject, type LedgerRecord, parseJson, parseRecord } from './record.ts';

/** What the job is, on the first line. */
const headerMark = 'logflow-backfill 1 ';
/** No line of ours is nearly as long: a key has 1024 bytes at most. */
const longestLine = 1 << 20;
const newline = 0x0a;

/** Values of the table; from `delivered` on they also say how many documents. */
const values = { failed: 1, gone: 2, queued: 3, delivered: 4 } as const;
const most = 2 ** 32 - 1;

/** A ledger as it was found. */
export interface LoadedLedger {
  /** As `formatHeader` was given it; undefined when there is no such line. */
  readonly job: unknown;
  readonly entries: Entries;
  /** Whether the last run got to its end. */
  readonly finished: boolean;
  /** Bytes up to the end of the last whole line. */
  readonly whole: number;
  /** Lines in between that are none of ours: a disk that lost power wrote them. */
  readonly broken: number;
}

/** What became of each object. */
export class Entries {
  readonly #table = new HashTable();
  #failed = 0;

  get size(): number {
    return this.#table.size;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Nothing is left to do for it. */
  isDone(hash: Hash96): boolean {
    return this.#table.get(hash) > values.failed;
  }

  hasFailed(hash: Hash96): boolean {
    return this.#table.get(hash) === values.failed;
  }

  /** Documents that a delivered object gave, rejected ones too; undefined when it was not delivered. */
  documents(hash: Hash96): number | undefined {
    const value = this.#table.get(hash);
    return value < values.delivered ? undefined : value - values.delivered;
  }

  /** The later record of an object holds. */
  add(record: LedgerRecord): void {
    if (!('hash' in record)) return;
    if (this.hasFailed(record.hash)) this.#failed -= 1;
    if (record.kind === 'failed') this.#failed += 1;
    const docs = record.kind === 'delivered' ? record.docs + record.rejected : 0;
    this.#table.set(record.hash, Math.min(values[record.kind] + docs, most));
  }
}

export function formatHeader(job: object): string {
  return `${headerMark}${JSON.stringify(job)}\n`;
}

/** Reads a ledger from its beginning; what stands behind the last line end was torn, and is nothing. Rejects as the file system does. */
export async function loadLedger(path: string): Promise<LoadedLedger> {
  const entries = new Entries();
  let job: unknown;
  let finished = false;
  let broken = 0;
  let first = true;
  const whole = await eachLine(path, (line) => {
    if (first) {
      first = false;
      if (line.startsWith(headerMark)) {
        job = parseJson(line.slice(headerMark.length));
        return;
      }
    }
    const record = parseRecord(line);
    if (!record) broken += 1;
    else if ('hash' in record) entries.add(record);
    else finished = record.kind === 'end';
  });
  return { job, entries, finished, whole, broken };
}

/** What failed and was not done since, each once, in bounded memory: `entries` are those of the same file. */
export async function* failedObjects(path: string, entries: Entries): AsyncGenerator<FailedObject> {
  const given = new HashTable();
  for await (const lines of linesOf(path)) {
    for (const line of lines.lines) {
      if (!line.startsWith('f ')) continue;
      const record = parseRecord(line);
      if (record?.kind !== 'failed' || !entries.hasFailed(record.hash) || given.get(record.hash)) continue;
      given.set(record.hash, 1);
      yield record.object;
    }
  }
}

async function eachLine(path: string, take: (line: string) => void): Promise<number> {
  let whole = 0;
  for await (const { lines, end } of linesOf(path)) {
    for (const line of lines) take(line);
    whole = end;
  }
  return whole;
}

/** Whole lines, many at a time; `end` is where in the file the last of them ends. */
async function* linesOf(path: string): AsyncGenerator<{ lines: string[]; end: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let end = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const cut = bytes.lastIndexOf(newline) + 1;
    rest = bytes.subarray(cut);
    end += cut;
    if (cut > 0) yield { lines: bytes.toString('utf8', 0, cut - 1).split('\n'), end };
    if (rest.length > longestLine) {
      // Zeros, most likely: one broken line that has not ended yet.
      end += rest.length - 1;
      rest = rest.subarray(-1);
    }
  }
}
