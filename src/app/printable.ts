/**
 * Text from outside (keys, bucket names, what servers say) for a terminal: control characters are shown, not obeyed.
 * Line ends are ours to make.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
