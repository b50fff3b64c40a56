/*
 * geoip-city.dat of geoip-lite 2.0.3: rows in the order of their addresses, all numbers big-endian.
 *   0 first address   4 last address   8 place, or none   12 latitude * 10^4   16 longitude * 10^4   20 accuracy, km
 */
export const rowBytesV4 = 24;
const lastAddress = 4;
export const placeOfV4 = 8;
export const noPlace = 0xffff_ffff;

/** 10/8, 172.16/12 and 192.168/16: the library does not look these up. */
export function isPrivateV4(address: number): boolean {
  const top = address >>> 16;
  return top >>> 8 === 10 || top >>> 4 === 0xac1 || top === 0xc0a8;
}

/**
 * For each 16-bit beginning of an address the first row that begins there or later, and the number of rows at the end:
 * a look-up then searches among 50 rows instead of 3.3 million, most of them in one page.
 * Undefined when the rows are out of order or one of them points to a place that is not there: damaged. 40 ms.
 */
export function indexV4(v4: SharedArrayBuffer, placeCount: number): SharedArrayBuffer | undefined {
  const rows = new DataView(v4);
  const index = new Uint32Array(new SharedArrayBuffer(65_537 * 4));
  const count = v4.byteLength / rowBytesV4;
  let beginning = 0;
  let previous = -1;
  for (let row = 0; row < count; row += 1) {
    const first = rows.getUint32(row * rowBytesV4);
    const last = rows.getUint32(row * rowBytesV4 + lastAddress);
    const place = rows.getUint32(row * rowBytesV4 + placeOfV4);
    if (first <= previous || last < first || (place >= placeCount && place !== noPlace)) return undefined;
    while (beginning <= first >>> 16) index[beginning++] = row;
    previous = last;
  }
  index.fill(count, beginning);
  return index.buffer;
}

/** The row of an address, or -1. */
export function findV4(rows: DataView, index: Uint32Array, address: number): number {
  const beginning = address >>> 16;
  // Of the rows that begin at the address or before, the last: it may begin before this beginning, too.
  let found = (index[beginning] as number) - 1;
  let behind = index[beginning + 1] as number;
  while (behind - found > 1) {
    const middle = (found + behind) >>> 1;
    if (rows.getUint32(middle * rowBytesV4) <= address) found = middle;
    else behind = middle;
  }
  return found >= 0 && rows.getUint32(found * rowBytesV4 + lastAddress) >= address ? found : -1;
}
