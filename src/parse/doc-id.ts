import murmur from 'murmurhash3js-revisited';
import { never } from '../model/errors.ts';
import type { ObjectIdentity } from '../model/object.ts';
import type { ObjectContext } from './context.ts';
import type { IdKind } from './definition.ts';
import type { Line } from './lines.ts';

/** Rows have no bytes of their own that could be hashed: their ids are of where they stand. */
export function idKindOf(kind: IdKind, { hasRows }: Pick<ObjectContext, 'hasRows'>): IdKind {
  return hasRows && kind !== 'none' ? 'position' : kind;
}

/** Makes the ids of one object's documents (R1). Undefined: the cluster chooses. */
export function docIds(kind: IdKind, identity: ObjectIdentity): (line: Line) => string | undefined {
  switch (kind) {
    case 'content':
      return (line) => contentId(line.content);
    case 'logstash':
      return (line) => logstashId(line.raw);
    case 'position': {
      const prefix = positionPrefix(identity);
      return (line) => `${prefix}-${line.offset}`;
    }
    case 'none':
      return () => undefined;
    default:
      return never(kind);
  }
}

/** murmur3 x86_128, seed 0, as 22 characters of base64url. `content` is a line without its line end. */
export function contentId(content: Uint8Array): string {
  return Buffer.from(murmur.x86.hash128(content), 'hex').toString('base64url');
}

/** murmur3 x86_32, seed 0, in decimal: what Logstash's fingerprint filter makes of the line with its line end. */
export function logstashId(raw: Uint8Array): string {
  return String(murmur.x86.hash32(raw));
}

/** What stands in front of `-` and the byte offset; an overwritten key has another version, and so other ids. */
export function positionPrefix(identity: ObjectIdentity): string {
  return contentId(Buffer.from(`${identity.bucket}\0${identity.key}\0${identity.version}`));
}
