const integer = /^-?(?:0|[1-9][0-9]{0,18})$/;
const decimal = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const least = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;

/** What `JSON.stringify` writes as this whole number, digit for digit; undefined when it is none that a `long` holds (R3). */
export function integerOf(text: string): unknown {
  if (!integer.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  const exact = BigInt(text);
  return exact >= least && exact <= greatest ? JSON.rawJSON(text) : undefined;
}

/** Undefined when it is no number that a `double` holds. */
export function numberOf(text: string): number | undefined {
  return decimal.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}
