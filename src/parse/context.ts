import type { BulkChunk, LineBlock } from '../model/bulk.ts';
import type { ObjectIdentity, ObjectProperties } from '../model/object.ts';
import type { GeoLookup } from './geo-record.ts';

/** What a transform needs to know about the object whose lines it gets. */
export interface ObjectContext {
  readonly identity: ObjectIdentity;
  /** For `log.file.path`. */
  readonly uri: string;
  /** Its lines are rows (`LineBlock`): an offset is the number of one. */
  readonly hasRows?: boolean;
  /** Written to every document as `s3` when they are there. */
  readonly properties?: ObjectProperties;
}

/** The world, as an argument. */
export interface ParseEnv {
  readonly geo: GeoLookup;
  /** s since the epoch */
  now(): number;
}

/** Turns the blocks of one object, in their order, into chunks. Keeps the object's distinct indices and filter kinds. */
export type ObjectTransform = (block: LineBlock) => BulkChunk;
