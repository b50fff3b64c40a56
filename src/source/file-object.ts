import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { LogflowError, type Problem } from '../model/errors.ts';
import type { FileRef, ObjectIdentity, ObjectRef, OpenResult } from '../model/object.ts';
import type { Compression } from './compression.ts';
import { decompress } from './decompress.ts';
import { type ObjectPropertyName, propertiesOfFile } from './object-properties.ts';

export interface FileOpenDeps {
  readonly stdin: Readable;
  readonly objectProperties: readonly ObjectPropertyName[];
  readonly fetched: (bytes: number, ref: ObjectRef) => void;
  readonly recognised?: (compression: Compression) => void;
}

/** Opens a local file or standard input the way `openS3` opens an object. */
export async function openFile(ref: FileRef, deps: FileOpenDeps, signal: AbortSignal): Promise<OpenResult> {
  try {
    const stats = ref.kind === 'file' ? await stat(ref.path) : undefined;
    const identity = await identify(ref, stats);
    const properties = stats?.isFile() ? propertiesOfFile(stats.mtimeMs, deps.objectProperties) : undefined;
    const bytes = decompress(read(ref, deps, signal), deps.recognised);
    return { kind: 'opened', object: { identity, bytes, ...(properties && { properties }) } };
  } catch (error) {
    return { kind: 'unreadable', problem: fileProblem(error, ref) };
  }
}

async function* read(ref: FileRef, deps: FileOpenDeps, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  // Opened only when it is read: until then nobody would listen to its errors.
  const stream =
    ref.kind === 'stdin' ? deps.stdin : createReadStream(ref.path, { highWaterMark: 256 * 1024 });
  try {
    // Standard input may stay silent for ever; an abort must not wait for it.
    for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Uint8Array>) {
      deps.fetched(chunk.length, ref);
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new LogflowError(fileProblem(error, ref), { cause: error });
  }
}

/**
 * R2: a file's own identity is its path, size and time of change. With `as`, it is the object's: its version id,
 * or the ETag that S3 gives to an object put in one piece, which is the MD5 of its bytes.
 * Standard input has no identity: its `position` ids are new on every run.
 */
async function identify(ref: FileRef, stats: Stats | undefined): Promise<ObjectIdentity> {
  if (stats === undefined) {
    return {
      bucket: ref.as?.bucket ?? '',
      key: ref.as?.key ?? '-',
      version: ref.as?.versionId ?? randomUUID(),
    };
  }
  if (stats.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
  if (!ref.as) return { bucket: '', key: ref.path, version: `${stats.size}-${stats.mtimeMs}` };
  const { bucket, key, versionId } = ref.as;
  // A pipe can be read only once: like standard input it is a new object each time.
  const version = versionId ?? (stats.isFile() ? await md5(ref.path) : randomUUID());
  return { bucket, key, version };
}

async function md5(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path.',
  EACCES: 'Check who may read it.',
  EISDIR: 'Name files: `logflow ingest DIR/*.log.gz`.',
};

function fileProblem(error: unknown, ref: FileRef): Problem {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return {
    code: 'LF_FILE_READ',
    message: `cannot read ${ref.path}: ${message}`,
    hint: hints[code] ?? 'The operating system said the above.',
  };
}
