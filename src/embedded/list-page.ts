import { byteOrder, lowerBound } from './byte-order.ts';

export interface PageOptions {
  readonly prefix: string;
  readonly delimiter: string;
  /** At most this many keys and common prefixes together. */
  readonly maxKeys: number;
  /** The last entry of the page before, or `start-after`; empty: from the start. */
  readonly after: string;
}

export interface Page {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Set when there is more: what the next page has as `after`. */
  readonly next?: string;
}

/**
 * One page of a listing, cut from keys that are sorted by `byteOrder`.
 * A common prefix is one entry among the keys, at its place in the order: so it may be the last of a page.
 */
export function listPage(sorted: readonly string[], options: PageOptions): Page {
  const { prefix, delimiter, maxKeys, after } = options;
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  const start = byteOrder(after, prefix) > 0 ? after : prefix;
  let last = '';
  for (let index = lowerBound(sorted, start); index < sorted.length && maxKeys > 0; index += 1) {
    const key = sorted[index] ?? '';
    if (!key.startsWith(prefix)) {
      break;
    }
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (entry === after || entry === last) {
      continue;
    }
    if (keys.length + commonPrefixes.length === maxKeys) {
      return { keys, commonPrefixes, next: last };
    }
    (cut < 0 ? keys : commonPrefixes).push(entry);
    last = entry;
  }
  return { keys, commonPrefixes };
}
