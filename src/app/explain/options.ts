import { resolve } from 'node:path';
import type { ObjectRef } from '../../model/object.ts';
import { parseObjectUri, usageError } from '../object-uri.ts';
import { count } from '../settings/units.ts';

/** What `explain` is told beside its settings. */
export interface ExplainOptions {
  readonly ref: ObjectRef;
  /** Documents to show, at most. */
  readonly docs: number;
}

const defaultDocs = 3;
const mostDocs = 1_000;

/** Flags as they were given. */
interface ExplainFlags {
  readonly as?: string | undefined;
  readonly docs?: string | undefined;
}

/** Which object to look at, and how much of it to show. Throws `LF_USAGE` (exit 2). */
export function explainOptions(target: string | undefined, flags: ExplainFlags): ExplainOptions {
  return { ref: refOf(target, flags.as), docs: docsOf(flags.docs) };
}

function docsOf(given: string | undefined): number {
  const parsed = count(0, mostDocs).safeParse(given ?? defaultDocs);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError(`--docs: ${issue?.message}`, 'See `logflow explain --help`.');
}

function refOf(target: string | undefined, as: string | undefined): ObjectRef {
  if (target === undefined || target === '') {
    throw usageError(
      'which object?',
      'Name it: `logflow explain s3://BUCKET/KEY`, a FILE, or - for standard input.',
    );
  }
  if (target.startsWith('s3://')) {
    if (as === undefined) return { kind: 's3', ...parseObjectUri(target, 'the object') };
    throw usageError('--as gives a file the name of an object, and this is one', 'Leave --as away.');
  }
  return {
    kind: target === '-' ? 'stdin' : 'file',
    path: target === '-' ? target : resolve(target),
    ...(as !== undefined && { as: parseObjectUri(as, '--as') }),
  };
}
