const SURROGATE = /[\ud800-\udfff]/;

/**
 * Compares keys as S3 lists them: by their UTF-8 bytes (ListObjectsV2, "objects are returned sorted in an ascending
 * order … based on their key names").
 * JavaScript's `<` goes by UTF-16 units. That is the same order until a surrogate pair meets U+E000..U+FFFF.
 */
export function byteOrder(a: string, b: string): number {
  if (SURROGATE.test(a) || SURROGATE.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Index of the first key that is `from` or comes after it, in keys sorted by `byteOrder`. */
export function lowerBound(keys: readonly string[], from: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byteOrder(keys[middle] ?? '', from) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
