/** What is a number in JSON and a `long` in the cluster (R3). */
const canonical = /^(?:0|[1-9][0-9]{0,18})$/;
const greatest = '9223372036854775807';
/** 9999-12-31T23:59:59Z, s since the epoch: later dates are no four-digit years. */
export const lastSecond = 253_402_300_799;

/** True for a canonical integer from 0 to 2^63-1. */
export function isCanonicalInteger(text: string): boolean {
  return canonical.test(text) && (text.length < greatest.length || text <= greatest);
}

/** A value that `JSON.stringify` writes as this canonical integer, digit for digit. */
export function jsonInteger(text: string): number | object {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : JSON.rawJSON(text);
}

/** s since the epoch; undefined when the text is no canonical integer between the two, both included (R4). */
export function readSeconds(text: string, earliest: number, latest: number): number | undefined {
  if (!isCanonicalInteger(text)) return undefined;
  const seconds = Number(text);
  return seconds >= earliest && seconds <= Math.min(latest, lastSecond) ? seconds : undefined;
}
