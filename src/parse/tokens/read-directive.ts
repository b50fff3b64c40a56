/** More than any log of AWS has, few enough to be no burden (R5). */
const maxNames = 128;
/** `cs(User-Agent)`, `x-edge-result-type`. */
const strictName = /^[A-Za-z][A-Za-z0-9()_-]{0,63}$/;

/** `names`: undefined when the line says what words are called and cannot be read. */
export type Directive =
  | { readonly kind: 'fields'; readonly names: readonly string[] | undefined }
  | { readonly kind: 'other' };

/** A line that begins with `#`. Source: "Extended Log File Format", W3C working draft WD-logfile-960323. */
export function readDirective(line: string): Directive {
  const [word, ...names] = line.split(/[ \t]+/).filter((part) => part !== '');
  if (word !== '#Fields:') return { kind: 'other' };
  const isUsable =
    names.length > 0 &&
    names.length <= maxNames &&
    new Set(names).size === names.length &&
    names.every((name) => strictName.test(name));
  return { kind: 'fields', names: isUsable ? names : undefined };
}
