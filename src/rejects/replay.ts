import type { BulkPart, FinalVerdict, Sink } from '../model/bulk.ts';
import { never, type Problem } from '../model/errors.ts';
import { bulkItem, type RejectEntry, writeEntry } from './entry.ts';
import { Piles } from './piles.ts';
import type { RejectsStore } from './store.ts';

export interface ReplayDeps {
  readonly store: RejectsStore;
  readonly sink: Pick<Sink, 'deliver'>;
  /** Bytes and documents of one request. */
  readonly maxBytes: number;
  readonly maxDocs: number;
  /** ms since the epoch */
  readonly now: () => number;
  /** Documents have their verdict. */
  readonly onSettled: (documents: number) => void;
}

/** What became of the rejects of one object, in documents. */
export interface Replayed {
  readonly indexed: number;
  readonly duplicate: number;
  readonly refused: number;
  /** Why documents were refused once more; the first. */
  readonly reason?: Problem;
  /** What could not be understood: then the store stays as it was. */
  readonly damage?: Problem;
}

/**
 * Sends the rejects of one object again, with the ids and the operation of the first time. What is taken leaves the store once all were
 * answered, what is refused stays with the new reason. Stopped in between, the store is as it was: documents that were taken are
 * duplicates the next time. Rejects with the signal's reason, or when store or run cannot go on.
 */
export async function replayName(name: string, deps: ReplayDeps, signal: AbortSignal): Promise<Replayed> {
  const { store } = deps;
  const piles = new Piles();
  const counts = { indexed: 0, duplicate: 0, refused: 0 };
  let reason: Problem | undefined;
  let damage: Problem | undefined;
  const settle = (entry: RejectEntry, verdict: FinalVerdict): void => {
    switch (verdict.kind) {
      case 'ok':
        counts.indexed += 1;
        return;
      case 'duplicate':
        counts.duplicate += 1;
        return;
      case 'reject': {
        counts.refused += 1;
        reason ??= verdict.problem;
        const at = new Date(deps.now()).toISOString();
        piles.add(name, writeEntry({ ...entry, reason: verdict.reason, at }));
        return;
      }
      default:
        never(verdict);
    }
  };
  try {
    const batch = new EntryBatch(deps, settle);
    for await (const item of store.read(name)) {
      if (item.kind === 'damaged') {
        damage ??= item.problem;
        continue;
      }
      if (batch.add(item.entry)) await batch.send(signal);
      await piles.relieve();
    }
    await batch.send(signal);
    if (!damage) await store.replace(name, await piles.get(name)?.content());
  } finally {
    await piles.drop(name);
    piles.close();
  }
  return { ...counts, ...(reason && { reason }), ...(damage && { damage }) };
}

/** Entries on their way into one request. */
class EntryBatch {
  readonly #deps: ReplayDeps;
  readonly #settle: (entry: RejectEntry, verdict: FinalVerdict) => void;
  #entries: RejectEntry[] = [];
  #items: Buffer[] = [];
  #bytes = 0;

  constructor(deps: ReplayDeps, settle: (entry: RejectEntry, verdict: FinalVerdict) => void) {
    this.#deps = deps;
    this.#settle = settle;
  }

  /** True: it is full. */
  add(entry: RejectEntry): boolean {
    const item = bulkItem(entry);
    this.#entries.push(entry);
    this.#items.push(item);
    this.#bytes += item.length;
    return this.#bytes >= this.#deps.maxBytes || this.#items.length >= this.#deps.maxDocs;
  }

  async send(signal: AbortSignal): Promise<void> {
    const [first] = this.#entries;
    if (!first) return;
    const entries = this.#entries;
    const items = this.#items;
    const starts = new Uint32Array(items.length + 1);
    for (const [i, { length }] of items.entries()) starts[i + 1] = (starts[i] as number) + length;
    const part: BulkPart = {
      object: first.object,
      version: first.version,
      bytes: Buffer.concat(items),
      starts,
      shift: 0,
      from: 0,
      to: items.length,
      settle: (from, to, verdict) => {
        for (const entry of entries.slice(from, to)) this.#settle(entry, verdict);
        this.#deps.onSettled(to - from);
      },
    };
    this.#entries = [];
    this.#items = [];
    this.#bytes = 0;
    await this.#deps.sink.deliver({ parts: [part], bytes: part.bytes.length, docs: items.length }, signal);
  }
}
