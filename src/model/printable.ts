/**
 * Text from outside (keys, bucket names, what servers say) for a terminal: control and direction characters are shown, not obeyed.
 * Line ends are ours to make.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
