import { resolve } from 'node:path';
import { LogflowError } from '../model/errors.ts';
import type { FileRef } from '../model/object.ts';
import { fileSource } from '../source/files.ts';
import { plural } from './format.ts';
import type { Io } from './io.ts';
import type { Result } from './result.ts';
import { run } from './run.ts';
import type { Settings } from './settings/settings.ts';

export interface FileSelection {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  /** `s3://bucket/key[?versionId=…]`: the object that the one file is a copy of (R2). */
  readonly as: string | undefined;
}

/** Reads local files through the same engine as `consume`. */
export function ingestFiles(settings: Settings, selection: FileSelection, io: Io): Promise<Result> {
  const refs = toRefs(selection);
  return run(
    settings,
    {
      kind: 'files',
      from: plural(refs.length, 'file'),
      finite: true,
      start({ stop, metrics, brake }) {
        metrics.expected = refs.length;
        const notBegun = () => {
          metrics.objects.aborted += 1;
        };
        return {
          source: fileSource(refs, stop, brake, notBegun),
          feeding: Promise.resolve(),
          close: () => {},
        };
      },
    },
    // Keys come from standard input, too: what somebody types into it there are lines.
    refs.some(({ kind }) => kind === 'stdin') && io.view === 'live' ? { ...io, view: 'plain' } : io,
  );
}

function toRefs({ files, as }: FileSelection): FileRef[] {
  if (as !== undefined && files.length !== 1) {
    throw usage('--as names one object, and there are several files', 'Ingest them one by one.');
  }
  const object = as === undefined ? undefined : parseObjectUri(as);
  return files.map((path) => ({
    kind: path === '-' ? 'stdin' : 'file',
    path: path === '-' ? path : resolve(path),
    ...(object && { as: object }),
  }));
}

/** Keys are opaque: everything after the bucket's slash is the key, but for a version id at the very end. */
function parseObjectUri(uri: string): { bucket: string; key: string; versionId?: string } {
  const match = /^s3:\/\/([^/]+)\/(.+?)(?:\?versionId=([^?&]+))?$/s.exec(uri);
  if (!match)
    throw usage(`--as: ${uri} is not s3://BUCKET/KEY`, 'Write it like s3://my-bucket/AWSLogs/…/file.log.gz.');
  const [, bucket = '', key = '', versionId] = match;
  return { bucket, key, ...(versionId && { versionId }) };
}

function usage(message: string, hint: string): LogflowError {
  return new LogflowError({ code: 'LF_USAGE', message, hint }, { exit: 2 });
}
