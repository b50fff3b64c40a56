import { type BulkBatch, type BulkPart, itemStart, type Sink } from '../../model/bulk.ts';
import { LogflowError } from '../../model/errors.ts';
import { indexName, openingLength } from '../../sink/action-line.ts';
import { settleAll } from '../../sink/ndjson.ts';
import { hasId } from './counting-sink.ts';
import type { Looked } from './judge.ts';
import type { KnownRejects } from './known-rejects.ts';
import type { Present, Sought } from './look-up.ts';

type Tally = { -readonly [K in keyof Looked]: Looked[K] };

export interface LookDeps {
  readonly lookUp: (sought: readonly Sought[]) => Promise<readonly (Present | undefined)[]>;
  readonly isExpired: (index: string) => boolean;
  readonly rejects: KnownRejects | undefined;
}

/** Looks for each document by its id instead of writing it (R33). */
export class LookingSink implements Sink {
  readonly #deps: LookDeps;
  readonly #objects = new Map<string, Tally>();

  constructor(deps: LookDeps) {
    this.#deps = deps;
  }

  /** What became of the documents of an object that came to its end; it is forgotten. */
  take(object: string): Looked {
    const looked = this.#objects.get(object) ?? nothing();
    this.#objects.delete(object);
    return looked;
  }

  async deliver(batch: BulkBatch): Promise<void> {
    for (const part of batch.parts) await this.#look(part);
    settleAll(batch);
  }

  async commit(object: string): Promise<undefined> {
    this.#deps.rejects?.forget(object);
  }

  async discard(object: string): Promise<void> {
    this.#objects.delete(object);
    this.#deps.rejects?.forget(object);
  }

  async close(): Promise<void> {}

  async #look(part: BulkPart): Promise<void> {
    if (!hasId(part, part.from)) throw new LogflowError(withoutIds(part.object));
    const { lookUp, isExpired, rejects } = this.#deps;
    const sought = Array.from({ length: part.to - part.from }, (_, i) => soughtOf(part, part.from + i));
    const present = await lookUp(sought);
    const refused = present.includes(undefined) ? await rejects?.of(part.object, part.version) : undefined;
    const tally = this.#objects.get(part.object) ?? nothing();
    this.#objects.set(part.object, tally);
    for (const [i, { id, index }] of sought.entries()) {
      const document = present[i];
      if (document) {
        tally.found += 1;
        if (document.path === part.object) tally.own += 1;
        else if (document.path !== undefined) tally.shared += 1;
      } else if (refused?.has(id)) tally.rejected += 1;
      else if (isExpired(index)) tally.expired += 1;
      else tally.missing += 1;
    }
  }
}

function nothing(): Tally {
  return { own: 0, shared: 0, found: 0, rejected: 0, expired: 0, missing: 0 };
}

function soughtOf(part: BulkPart, item: number): Sought {
  const { bytes } = part;
  const start = itemStart(part, item);
  const end = bytes.indexOf(0x0a, start);
  const { _id } = JSON.parse(bytes.toString('utf8', start + openingLength(bytes, start), end - 1));
  return { index: indexName(bytes, start), id: _id };
}

function withoutIds(object: string) {
  return {
    code: 'LF_AUDIT_BLIND',
    message: `nothing to audit ${object} by: its documents have no ids, and their paths cannot be counted`,
    hint: 'Give the indices the template (logflow template install), or documents ids (--id).',
  };
}
