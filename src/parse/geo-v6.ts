import { noPlace } from './geo-v4.ts';

/*
 * geoip-city6.dat of geoip-lite 2.0.3, all numbers big-endian.
 *   0 first address (16 bytes)   16 last address   32 place, or none   36 latitude * 10^4   40 longitude * 10^4   44 accuracy, km
 */
export const rowBytesV6 = 48;
const lastAddress = 16;
export const placeOfV6 = 32;

/** False when a row points to a place that is not there: damaged. */
export function checkV6(v6: SharedArrayBuffer, placeCount: number): boolean {
  const rows = new DataView(v6);
  for (let at = placeOfV6; at < v6.byteLength; at += rowBytesV6) {
    const place = rows.getUint32(at);
    if (place >= placeCount && place !== noPlace) return false;
  }
  return true;
}

/**
 * The row of an address, given as its first 64 bits in two halves; or -1.
 * Which row that is depends on the way of the search, and this is the library's: it compares 64 bits of 128, so that about
 * a quarter of the ranges overlap, and 151 are out of order.
 */
export function findV6(rows: DataView, high: number, low: number): number {
  let left = 0;
  let right = rows.byteLength / rowBytesV6 - 1;
  if (compare(rows, 0, high, low) > 0 || compare(rows, right * rowBytesV6 + lastAddress, high, low) < 0) {
    return -1;
  }
  for (;;) {
    const row = (left + right) >>> 1;
    const first = compare(rows, row * rowBytesV6, high, low);
    if (first <= 0 && compare(rows, row * rowBytesV6 + lastAddress, high, low) >= 0) return row;
    if (left === right) return -1;
    if (left === right - 1) {
      if (row === left) left = right;
      else right = left;
    } else if (first > 0) {
      right = row;
    } else {
      left = row;
    }
  }
}

/** Below 0 when what stands at `at` is less than the address. */
function compare(rows: DataView, at: number, high: number, low: number): number {
  return rows.getUint32(at) - high || rows.getUint32(at + 4) - low;
}
