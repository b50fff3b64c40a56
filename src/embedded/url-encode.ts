/**
 * A key as S3 writes it in events and in listings with `EncodingType=url`: form encoding with `/` left alone,
 * so a space is `+` and a plus is `%2B` (S3 user guide, "Event message structure": "the key value is URL encoded").
 */
export function urlEncode(key: string): string {
  return encodeURIComponent(key.toWellFormed())
    .replace(/[!'()~]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

/** The other way, once. Text that is not encoded comes back as it is. */
export function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
