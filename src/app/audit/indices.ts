import type { TimeWindow } from '../../source/key-time.ts';
import { indexPatternOf } from '../template/target.ts';
import { type Ask, insist } from './ask.ts';
import { pathField } from './count-paths.ts';

/** ms. Documents may lie under another date than their object: the local one. */
const dateSlack = 48 * 3_600_000;
/** Characters of names in a request's path; servers take 4 KiB for its first line. */
const longestPath = 3_000;

/** Letters of an index name that stand for its date, in the order of the name: `yyyy`, `MM`, `dd`. */
interface Dated {
  readonly form: RegExp;
  readonly parts: readonly string[];
}

/**
 * The indices that are there. One that is not there was deleted by its age when it is older than the oldest that is
 * (R33): `expired`. One that is missing among those that live, or with none at all, was never made: that is loss.
 */
export class Indices {
  readonly patterns: readonly string[];
  readonly #dated: readonly Dated[];
  readonly #status: ReadonlyMap<string, string>;
  readonly #countable: ReadonlySet<string>;
  /** By the place in `#dated`. */
  readonly #oldest: readonly (string | undefined)[];

  /** `status`: `open` or `close`, by index. `countable`: those in which the path of an object is a keyword. */
  constructor(names: readonly string[], status: ReadonlyMap<string, string>, countable: ReadonlySet<string>) {
    this.patterns = [...new Set(names.map(indexPatternOf))];
    this.#dated = names.map(datedForm);
    this.#status = status;
    this.#countable = countable;
    this.#oldest = this.#dated.map((dated) =>
      [...status.keys()]
        .map((index) => dateOf(index, dated))
        .filter((date) => date !== undefined)
        .reduce<string | undefined>(
          (least, date) => (least !== undefined && least < date ? least : date),
          undefined,
        ),
    );
  }

  /** `names`: as pipelines have them, `vpcflowlogs-{yyyy}-{MM}-{dd}`. */
  static async read(ask: Ask, names: readonly string[]): Promise<Indices> {
    const status = new Map<string, string>();
    for (const pattern of new Set(names.map(indexPatternOf))) {
      const path = `/_cat/indices/${encodeURIComponent(pattern)}`;
      const request = { querystring: { format: 'json', h: 'index,status' } };
      const answer = await ask('GET', path, request);
      if (answer.status === 404) continue;
      const rows = await insist<{ index: string; status: string }[]>(async () => answer, 'GET', path);
      for (const row of rows) status.set(row.index, row.status);
    }
    return new Indices(names, status, await readCountable(ask, names));
  }

  /** Nobody can look into these. */
  get closed(): readonly string[] {
    return this.#inOrder.filter((index) => this.#status.get(index) === 'close');
  }

  /** Its documents are out of reach on purpose: deleted by age, or closed. */
  isExpired(index: string): boolean {
    const status = this.#status.get(index);
    if (status !== undefined) return status === 'close';
    return this.#dated.some((dated, i) => {
      const date = dateOf(index, dated);
      const oldest = this.#oldest[i];
      return date !== undefined && oldest !== undefined && date < oldest;
    });
  }

  /** All of them, for the path of a request. */
  get everywhere(): string {
    return encodeURIComponent(this.patterns.join(','));
  }

  /** Open, and yet their documents cannot be counted by path. */
  get uncountable(): readonly string[] {
    return this.#open.filter((index) => !this.#countable.has(index));
  }

  /** Those that can be counted and hold documents of a time: for the paths of as many requests. */
  within({ from, to }: TimeWindow): readonly string[] {
    const near = this.#open.filter((index) => {
      if (!this.#countable.has(index)) return false;
      const date = this.#dated.map((dated) => dateOf(index, dated)).find((found) => found !== undefined);
      // A month or a year is as long as it is: only whole dates are compared.
      if (date === undefined || date.length < 10) return true;
      const at = Date.parse(date);
      return at + dateSlack >= from && at - dateSlack < to;
    });
    return near.length > 0 && near.length === this.#open.length ? [this.everywhere] : pathsOf(near);
  }

  /** The servers list them in any order; people read them, and diff what they read. */
  get #inOrder(): readonly string[] {
    return [...this.#status.keys()].sort();
  }

  get #open(): readonly string[] {
    return this.#inOrder.filter((index) => this.#status.get(index) !== 'close');
  }
}

/** An index without the field has no documents to count, and Elasticsearch 7.1 fails a whole page for it. */
async function readCountable(ask: Ask, names: readonly string[]): Promise<Set<string>> {
  const countable = new Set<string>();
  for (const pattern of new Set(names.map(indexPatternOf))) {
    const path = `/${encodeURIComponent(pattern)}/_mapping/field/${pathField}`;
    const answer = await ask('GET', path);
    if (answer.status === 404) continue;
    const found = await insist<Readonly<Record<string, FieldMapping>>>(async () => answer, 'GET', path);
    for (const [index, { mappings }] of Object.entries(found)) {
      if (mappings?.[pathField]?.mapping?.path?.type === 'keyword') countable.add(index);
    }
  }
  return countable;
}

interface FieldMapping {
  readonly mappings?: Readonly<
    Record<string, { readonly mapping?: { readonly path?: { readonly type?: string } } }>
  >;
}

/** Names, a list for each request. */
function pathsOf(indices: readonly string[]): readonly string[] {
  const lists: string[][] = [];
  let length = longestPath;
  for (const index of indices) {
    length += index.length + 3;
    if (length > longestPath) {
      lists.push([]);
      length = index.length;
    }
    lists.at(-1)?.push(index);
  }
  return lists.map((list) => encodeURIComponent(list.join(',')));
}

function datedForm(name: string): Dated {
  const parts: string[] = [];
  const source = name.replaceAll(/\{(yyyy|MM|dd)\}|[^{]/g, (text, part: string | undefined) => {
    if (!part) return text.replace(/[.]/, '\\.');
    parts.push(part);
    return part === 'yyyy' ? '(\\d{4})' : '(\\d{2})';
  });
  return { form: new RegExp(`^${source}$`), parts };
}

/** `2020-03-08`, `2020-03` or `2020`; undefined when the name has no date that can be put in order. */
function dateOf(index: string, { form, parts }: Dated): string | undefined {
  const found = form.exec(index);
  if (!found) return undefined;
  const [yyyy, MM, dd] = ['yyyy', 'MM', 'dd'].map((part) => found[parts.indexOf(part) + 1 || -1]);
  if (yyyy === undefined || (dd !== undefined && MM === undefined)) return undefined;
  return [yyyy, MM, dd].filter((part) => part !== undefined).join('-');
}
