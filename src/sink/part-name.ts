import { createHash } from 'node:crypto';

/** How documents are written: `ndjson` is one document a line with its address, `bulk` is a body for `_bulk`. */
export type OutputForm = 'ndjson' | 'bulk';

const longest = 150;

/**
 * The name of the part file of one index and one object: the same for each attempt, so redelivery overwrites (R11).
 * Index names are hostile: what is not plainly harmless is percent-encoded, so no name leaves the directory, is hidden,
 * or meets another; a very long one is cut and told apart by its hash.
 */
export function partName(index: string, object: string, form: OutputForm): string {
  const plain = encodeURIComponent(index.toWellFormed())
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, '%2E');
  const name = plain.length <= longest ? plain : `${plain.slice(0, longest)}~${shortHash(index)}`;
  return `${name === '' ? '%' : name}.${shortHash(object)}.${form}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
