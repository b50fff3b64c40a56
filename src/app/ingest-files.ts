import { resolve } from 'node:path';
import { plural } from '../model/format.ts';
import type { FileRef } from '../model/object.ts';
import { fileSource } from '../source/files.ts';
import type { Io } from './io.ts';
import { parseObjectUri, usageError } from './object-uri.ts';
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
    throw usageError('--as names one object, and there are several files', 'Ingest them one by one.');
  }
  const object = as === undefined ? undefined : parseObjectUri(as, '--as');
  return files.map((path) => ({
    kind: path === '-' ? 'stdin' : 'file',
    path: path === '-' ? path : resolve(path),
    ...(object && { as: object }),
  }));
}
