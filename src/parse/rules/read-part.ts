import { never } from '../../model/errors.ts';
import type { Part } from '../definition.ts';

/** The part of a value that is meant; undefined when there is none. */
export function readPart(value: string, part: Part | undefined, absent: string): string | undefined {
  const found = part === undefined ? value : cut(value, part);
  return found === '' || found === absent ? undefined : found;
}

function cut(value: string, part: Part): string | undefined {
  switch (part.kind) {
    case 'before-last': {
      const at = value.lastIndexOf(part.mark);
      return at === -1 ? value : value.slice(0, at);
    }
    case 'behind-last': {
      const at = value.lastIndexOf(part.mark);
      return at === -1 ? undefined : value.slice(at + 1);
    }
    case 'word':
      return value.split(' ', part.number + 1)[part.number];
    default:
      return never(part);
  }
}
