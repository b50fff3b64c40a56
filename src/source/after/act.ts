import type { AfterAction } from '../../model/after.ts';
import { never } from '../../model/errors.ts';
import { type S3Ref, type StoredVersion, uriOf } from '../../model/object.ts';
import type { AskDeps } from './ask.ts';
import { type ActionEnd, deleteObject } from './delete.ts';
import { moveObject } from './move.ts';
import { tagObject } from './tag.ts';

/** How messages about an action begin. */
export function whatOf({ kind }: AfterAction, ref: S3Ref): string {
  const words = { tag: 'the tagging', move: 'the move', delete: 'the deletion' };
  return `${words[kind]} of ${uriOf(ref)}`;
}

/**
 * Does with an object what is to be done once its documents are in. Whoever calls this again, after whatever, does no harm.
 * Rejects with the signal's reason when that aborts.
 */
export function act(
  action: AfterAction,
  ref: S3Ref,
  stored: StoredVersion,
  deps: AskDeps,
  signal: AbortSignal,
): Promise<ActionEnd> {
  const read = { ref, stored, what: whatOf(action, ref) };
  switch (action.kind) {
    case 'tag':
      return tagObject(read, action, deps, signal);
    case 'move':
      return moveObject(read, action, deps, signal);
    case 'delete':
      return deleteObject(read, deps, signal);
    default:
      return never(action);
  }
}
