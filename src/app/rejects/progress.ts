/** ms between two lines for whoever watches. */
const interval = 3_000;

/** Calls `tell` at most every few seconds, however often it is asked. */
export function every(now: () => number, tell: () => void): () => void {
  let last = now();
  return () => {
    if (now() - last < interval) return;
    last = now();
    tell();
  };
}
