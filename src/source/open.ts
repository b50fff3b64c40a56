import { never } from '../model/errors.ts';
import type { ObjectRef, OpenResult } from '../model/object.ts';
import { type FileOpenDeps, openFile } from './file-object.ts';
import { openS3, type S3OpenDeps } from './s3-object.ts';

export type OpenObject = (ref: ObjectRef, signal: AbortSignal) => Promise<OpenResult>;

/** Opens whatever a reference points at; everything after it sees decompressed bytes. */
export function createOpen(deps: S3OpenDeps & FileOpenDeps): OpenObject {
  return (ref, signal) => {
    switch (ref.kind) {
      case 's3':
        return openS3(ref, deps, signal);
      case 'file':
      case 'stdin':
        return openFile(ref, deps, signal);
      default:
        return never(ref);
    }
  };
}
