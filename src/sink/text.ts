/** Foreign text in a message of ours: one line, at most `length` characters, no control characters, no secrets of URLs. */
export function oneLine(text: string, length: number): string {
  const flat = withoutCredentials(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat;
}

/** `http://user:password@host` -> `http://host`, anywhere in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, '$1');
}
