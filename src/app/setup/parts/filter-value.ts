/**
 * A filter's value is written URL-encoded where it holds special characters (`=` of `year=2020`), and with `+` for a space.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function encoded(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/').replaceAll('%20', '+');
}

/** Many write it as it is, and a `%` need not be an encoding. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
