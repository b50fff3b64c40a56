/** In V8 since Node 21 and not yet in TypeScript's libraries. */
interface JSON {
  /** A value that `JSON.stringify` writes as this text: integers above 2^53 survive (R3). */
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
}
