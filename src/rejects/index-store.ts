import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import type { Cluster } from '../sink/cluster.ts';
import { checkedEntry, type RejectEntry } from './entry.ts';
import { indexBody } from './index-body.ts';
import { PatientCluster } from './patient-cluster.ts';
import { damaged, readEntries } from './read-entries.ts';
import type { RejectsContent, RejectsStore, StoredEntry } from './store.ts';

/** Entries in one `_bulk`, and in one page of a search: each may be as long as the longest line. */
const pageSize = 50;
/** Ids alone are small. */
const idsPage = 1000;

interface Hit {
  readonly _id: string;
  readonly _source: { readonly written?: unknown };
}

interface Page {
  readonly _scroll_id: string;
  readonly hits: { readonly hits: readonly Hit[] };
}

interface NamesPage {
  readonly aggregations: {
    readonly names: { readonly buckets: readonly { key: { name: string } }[]; readonly after_key?: object };
  };
}

/** One document for each rejected document, in an index of their own. The cluster is the caller's, who closes it. */
export class IndexStore implements RejectsStore {
  readonly place: string;
  readonly #index: string;
  readonly #cluster: Cluster;
  readonly #patient: PatientCluster;
  /** By name: which writings its documents were of when they were read. */
  readonly #read = new Map<string, Set<unknown>>();

  constructor(cluster: Cluster, index: string, clock: Clock) {
    this.place = `index ${index}`;
    this.#index = index;
    this.#cluster = cluster;
    this.#patient = new PatientCluster(cluster, clock, this.place);
  }

  async prepare(): Promise<void> {
    const found = await this.#cluster.request('GET', `/${this.#index}/_mapping`);
    if (found.status === 200) {
      const fits = Object.values(found.body as object).every(
        ({ mappings }) => mappings?.properties?.document?.enabled === false,
      );
      if (fits) return;
      throw new LogflowError(
        this.#patient.refused(200, 'it has another mapping; name one that is not there yet'),
      );
    }
    const made = await this.#cluster.request('PUT', `/${this.#index}`, { body: indexBody });
    // Two consumers that start at once.
    if (made.status < 300 || JSON.stringify(made.body).includes('already_exists_exception')) return;
    throw new LogflowError(this.#patient.refused(made.status, made.body));
  }

  async put(name: string, content: RejectsContent): Promise<void> {
    const written = randomUUID();
    const page: RejectEntry[] = [];
    for await (const item of readEntries(content.read(), name)) {
      if (item.kind === 'damaged') throw new LogflowError(item.problem);
      page.push(item.entry);
      if (page.length === pageSize) await this.#write(name, written, page.splice(0));
    }
    if (page.length > 0) await this.#write(name, written, page);
  }

  async *names(): AsyncGenerator<string> {
    await this.#patient.ask('POST', `/${this.#index}/_refresh`);
    let after: object | undefined;
    do {
      const sources = [{ name: { terms: { field: 'name' } } }];
      const aggs = { names: { composite: { size: 1000, sources, ...(after && { after }) } } };
      const body = { size: 0, aggs };
      const answer = await this.#patient.ask<NamesPage>('POST', `/${this.#index}/_search`, { body });
      const { buckets, after_key } = answer.aggregations.names;
      for (const { key } of buckets) yield key.name;
      after = after_key;
    } while (after);
  }

  async *read(name: string): AsyncGenerator<StoredEntry> {
    const writings = new Set<unknown>();
    this.#read.set(name, writings);
    for await (const hits of this.#pages({ query: { term: { name } }, size: pageSize })) {
      for (const { _id, _source } of hits) {
        writings.add(_source.written);
        yield this.#stored(_id, _source);
      }
    }
  }

  async *#pages(search: object): AsyncGenerator<readonly Hit[]> {
    let page = await this.#patient.ask<Page>('POST', `/${this.#index}/_search`, {
      querystring: { scroll: '10m' },
      body: { ...search, sort: ['_doc'] },
    });
    try {
      while (page.hits.hits.length > 0) {
        yield page.hits.hits;
        const body = { scroll: '10m', scroll_id: page._scroll_id };
        page = await this.#patient.ask<Page>('POST', '/_search/scroll', { body });
      }
    } finally {
      await this.#cluster.request('DELETE', '/_search/scroll', { body: { scroll_id: page._scroll_id } });
    }
  }

  /**
   * Goes by the writings that were read: what another consumer has added since stays, and so does what is refused again, which
   * the refresh shows to be of a later writing.
   */
  async replace(name: string, content: RejectsContent | undefined): Promise<void> {
    const read = [...(this.#read.get(name) ?? [])];
    this.#read.delete(name);
    if (content) await this.put(name, content);
    await this.#patient.ask('POST', `/${this.#index}/_refresh`);
    await this.#delete({ filter: [{ term: { name } }, { terms: { written: read } }] });
  }

  async close(): Promise<void> {}

  #stored(id: string, source: object): StoredEntry {
    const entry = checkedEntry(source);
    return entry ? { kind: 'entry', entry } : damaged(`${this.place}, document ${id}: no rejected document`);
  }

  #write(name: string, written: string, entries: readonly RejectEntry[]): Promise<void> {
    const lines = entries.flatMap((entry) => [
      JSON.stringify({ index: { _index: this.#index, _id: idOf(entry) } }),
      JSON.stringify({ ...entry, name, written }),
    ]);
    return this.#patient.bulk(Buffer.from(`${lines.join('\n')}\n`));
  }

  /** One by one: `_delete_by_query` is a module that small distributions and Serverless lack. */
  async #delete(bool: object): Promise<void> {
    for await (const hits of this.#pages({ query: { bool }, size: idsPage, _source: false })) {
      const lines = hits.map(({ _id }) => JSON.stringify({ delete: { _index: this.#index, _id } }));
      await this.#patient.bulk(Buffer.from(`${lines.join('\n')}\n`));
    }
  }
}

/** Always the same for one document of one object, so that a redelivery overwrites. */
function idOf({ object, version, index, id, line, document }: RejectEntry): string {
  const parts = [object, version, index, id ?? line ?? document];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
}
