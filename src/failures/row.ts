import type { Problem } from '../model/errors.ts';

/** What is known of an error, whoever made it: facts only, each as it was told. */
export interface Facts {
  /** What it is called: S3's `<Code>`, SQS's error code, the SDK's or our own class, the cluster's `error.type`. */
  readonly name?: string | undefined;
  /** Of the HTTP answer; absent when there was none. */
  readonly status?: number | undefined;
  /** Node's name for what happened to the connection: `ECONNRESET`. */
  readonly code?: string | undefined;
  /** In words, one line: S3's `<Message>`, the cluster's `error.reason`. */
  readonly message?: string | undefined;
  /** The region in which S3 says the bucket is. */
  readonly region?: string | undefined;
}

/** All that is here must fit. */
export interface Match {
  readonly name?: RegExp;
  /** Bounds, inclusive. `none`: nobody answered. */
  readonly status?: readonly [number, number] | 'none';
  readonly code?: RegExp;
  readonly message?: RegExp;
  /** A region was named. */
  readonly region?: true;
}

/** What every row of the table has, whatever it is about. */
export interface Row {
  /** Its name in the tests; of one table only once. */
  readonly name: string;
  /** What happened, for a person. */
  readonly what: string;
  /** The facts: one of these fits. Empty where logflow itself finds out, and asks by the code. */
  readonly when: readonly Match[];
  /** Stable and greppable. */
  readonly code: `LF_${string}`;
  /** What to do next. `{word|otherwise}` is filled in with what was told. */
  readonly hint: string;
  /** Where this comes from: a rule (R17), somebody's outage (B21 of the peers' list), a server's documentation or source. */
  readonly why: string;
}

/** What becomes of a failure. `settle` is the end of it, and the only way in which a message is ever deleted. */
export type Action =
  /** The same once more, within so many ms (full jitter). */
  | { readonly kind: 'retry'; readonly how: 'here'; readonly ms: number }
  /** At once, in the region that was named. */
  | { readonly kind: 'retry'; readonly how: 'elsewhere' }
  /** The object from its start: it is another one now (R8). */
  | { readonly kind: 'retry'; readonly how: 'anew' }
  /** The items concerned go out again: after a wait; each half of them at once; when the cluster is mended (R18). */
  | { readonly kind: 'retry'; readonly how: 'slices' | 'halves' | 'braked' }
  /** The message comes again after a short, growing delay: its object is not at fault. */
  | { readonly kind: 'release' }
  /** The message is held back for longer and longer, and left to the redrive policy: its object is the trouble. */
  | { readonly kind: 'quarantine' }
  /** Nothing is left to do. `rejected`: durably among the rejects (R21); where there is no store for them, quarantine. */
  | { readonly kind: 'settle'; readonly as: 'gone' | 'duplicate' | 'rejected' }
  /** The run ends: no waiting mends this. */
  | { readonly kind: 'stop' };

/** How often something is tried before its action is taken, and the waits between (ms, doubled each time). */
export interface Tries {
  /** Failures in a row, the last one included. */
  readonly most: number;
  readonly base: number;
  readonly cap: number;
}

/** Whether the facts are those of a row. */
export function fits({ when }: Pick<Row, 'when'>, facts: Facts): boolean {
  return when.some((match) => fitsOne(match, facts));
}

function fitsOne({ name, status, code, message, region }: Match, facts: Facts): boolean {
  return (
    (name === undefined || name.test(facts.name ?? '')) &&
    (status === undefined || fitsStatus(status, facts.status)) &&
    (code === undefined || code.test(facts.code ?? '')) &&
    (message === undefined || message.test(facts.message ?? '')) &&
    (region === undefined || facts.region !== undefined)
  );
}

function fitsStatus(bounds: readonly [number, number] | 'none', status: number | undefined): boolean {
  if (bounds === 'none') return status === undefined;
  return status !== undefined && status >= bounds[0] && status <= bounds[1];
}

/** Fills `{word}` and `{word|otherwise}` in with what is known. */
export function filled(text: string, words: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_, word, otherwise = '') => words[word] || otherwise);
}

/** What a row says to a person, about what happened now. `words`: for its hint. */
export function problemOf(
  { code, hint }: Pick<Row, 'code' | 'hint'>,
  message: string,
  words: Readonly<Record<string, string>> = {},
): Problem {
  return { code, message, hint: filled(hint, words) };
}
