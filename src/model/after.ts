import { never } from './errors.ts';
import type { S3Ref } from './object.ts';

/** What is done with an object in S3 once all of its documents are in; never before. */
export type AfterAction =
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  /** Below `prefix` (which has no slash at its end) stands the whole key of the object. */
  | { readonly kind: 'move'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'delete' };

export type MoveAction = Extract<AfterAction, { kind: 'move' }>;

/** Objects by what became of the action on them. Each one delivered is in one of these. */
export interface AfterCounts {
  readonly action: AfterAction['kind'];
  readonly done: number;
  /** No longer there: another consumer was quicker, or somebody deleted it. */
  readonly gone: number;
  /** Overwritten since it was read: what is there now was not read, and is left alone. */
  readonly changed: number;
  /** Not deleted, because it holds lines that are nowhere else. */
  readonly kept: number;
  /** The object stays as it is. Its documents are in. */
  readonly failed: number;
  /** We were told to stop before it was done: the object is read again. */
  readonly aborted: number;
}

export function movedKey({ prefix }: MoveAction, key: string): string {
  return `${prefix}/${key}`;
}

/** Whether the name is that of an object which was moved there (R30). */
export function isMoved({ bucket, prefix }: MoveAction, ref: Pick<S3Ref, 'bucket' | 'key'>): boolean {
  return ref.bucket === bucket && ref.key.startsWith(`${prefix}/`);
}

/** As it is said in settings. */
export function afterText(action: AfterAction): string {
  switch (action.kind) {
    case 'tag':
      return `tag:${action.key}=${action.value}`;
    case 'move':
      return `move:s3://${action.bucket}/${action.prefix}`;
    case 'delete':
      return 'delete';
    default:
      return never(action);
  }
}
