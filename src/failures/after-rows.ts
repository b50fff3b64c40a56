import { type AwsRow, awsRows } from './aws-rows.ts';
import { type Facts, fits, type Tries } from './row.ts';

/** How an action on an object ended that was not carried out. Its documents are in, so its message is done all the same. */
export type AfterEnd = 'gone' | 'changed' | 'failed';

export interface AfterRow extends AwsRow {
  /** Tried so often first. */
  readonly tries?: Tries;
  readonly end: AfterEnd;
}

/** The SDK has tried each of these three times by itself. */
const tries: Tries = { most: 4, base: 400, cap: 5_000 };
const end = 'failed';
/** What S3 has left undone is done by reading the object once more. */
const goOver = 'then go over what was left with `logflow backfill` and the same --after.';

/** S3 says so, or logflow sees it. */
export const changedRow: AfterRow = {
  name: 'after-changed',
  what: 'The object was overwritten since it was read (412)',
  when: [{ status: [412, 412] }, { name: /^PreconditionFailed$/ }],
  end: 'changed',
  code: 'LF_AFTER_CHANGED',
  says: '{what}: it was overwritten since it was read',
  hint: 'Nothing to do: what is there now is left alone until it has been read itself.',
  why: 'what was not read must not be deleted',
};

/** `{what}`: `the move of s3://bucket/key`. Read from the top: the first row that fits decides. */
export const afterRows: readonly AfterRow[] = [
  { ...awsRows.noCredentials, end },
  { ...awsRows.clock, end },
  { ...awsRows.badCredentials, end },
  { ...awsRows.role, end },
  { ...awsRows.noRegion, end },
  {
    name: 'after-unsupported',
    what: 'The S3 server does not know the request (501)',
    when: [{ name: /^(NotImplemented|MethodNotAllowed)$/ }, { status: [501, 501] }],
    end,
    code: 'LF_AFTER_UNSUPPORTED',
    says: '{what}: this S3 server cannot do that: {name}: {message}',
    hint: 'Choose another --after, or leave it out: the documents are in, and the object stays as it is.',
    why: 'S3-compatible servers know some of the requests',
  },
  { ...awsRows.busy, tries, end },
  { ...awsRows.fault, tries, end },
  { ...awsRows.certificate, end },
  { ...awsRows.unreachable, tries, end },
  { ...awsRows.broken, tries, end },
  {
    name: 'after-gone',
    what: 'The object is no longer there',
    // A HEAD has no body: the SDK makes the name of the status.
    when: [{ name: /^(NoSuchKey|NoSuchVersion|NotFound)$/ }],
    end: 'gone',
    code: 'LF_AFTER_GONE',
    says: '{what}: it is no longer there',
    hint: 'Nothing to do: another consumer was quicker, or somebody deleted it.',
    why: 'a message that comes twice is worked on twice',
  },
  {
    name: 'after-bucket-missing',
    what: 'There is no bucket to move to',
    when: [{ name: /^NoSuchBucket$/ }],
    end,
    code: 'LF_AFTER_BUCKET',
    says: '{what}: there is no bucket {bucket}',
    hint: `Make it, or name another; ${goOver}`,
    why: 'a failed copy never deletes',
  },
  {
    name: 'after-conflict',
    what: 'Somebody writes the object at the same moment (409)',
    when: [{ name: /^(ConditionalRequestConflict|OperationAborted)$/ }],
    tries,
    end: 'changed',
    code: 'LF_AFTER_CHANGED',
    says: '{what}: somebody is writing it',
    hint: 'Nothing to do: what is there now is left alone until it has been read itself.',
    why: 'Amazon S3, conditional requests',
  },
  changedRow,
  {
    name: 'after-forbidden',
    what: 'The action is not allowed (403)',
    when: [{ name: /^(AccessDenied|Forbidden)/ }, { status: [403, 403] }],
    end,
    code: 'LF_AFTER_FORBIDDEN',
    says: '{what} is not allowed: {message}',
    hint: `Allow {action|what docs/after.md names for it (s3:PutObjectTagging; s3:PutObject; s3:DeleteObject, s3:DeleteObjectVersion)}; ${goOver}`,
    why: 'not asked again: each object would ask for ever',
  },
  {
    name: 'after-anything-else',
    what: 'S3 said something else',
    when: [{}],
    end,
    code: 'LF_AFTER_FAILED',
    says: '{what} failed: {name}: {message}',
    hint: `The documents are in, and the object stays as it is. AWS said the above; ${goOver}`,
    why: 'what is not known deletes nothing',
  },
];

/** `kept`: not deleted. `ignored`: not read, and its message is deleted. */
export interface FoundRow extends AwsRow {
  readonly tries?: never;
  readonly end: 'failed' | 'kept' | 'ignored';
}

/** What logflow itself finds out. `says` is filled in by whoever finds it. */
export const foundRows = {
  tags: {
    name: 'after-tags',
    what: 'The object has ten tags already',
    when: [],
    end: 'failed',
    code: 'LF_AFTER_TAGS',
    says: '{what}: it has {message} tags already, and S3 takes ten',
    hint: 'Take one of its tags away, or choose a key that it has: that one is overwritten.',
    why: 'Amazon S3, object tagging',
  },
  tooLarge: {
    name: 'after-too-large',
    what: 'The object is larger than what S3 copies in one request (5 GB)',
    when: [],
    end: 'failed',
    code: 'LF_AFTER_TOO_LARGE',
    says: '{what}: it has {message} bytes, and S3 copies 5 GB at most in one request',
    hint: 'It stays where it is, its documents are in; move it by hand (`aws s3 mv`).',
    why: 'Amazon S3, CopyObject',
  },
  longKey: {
    name: 'after-long-key',
    what: 'The key would be longer than 1,024 bytes',
    when: [],
    end: 'failed',
    code: 'LF_AFTER_KEY',
    says: '{what}: the key there would have {message} bytes, and S3 takes 1,024',
    hint: 'It stays where it is, its documents are in; choose a shorter prefix.',
    why: 'Amazon S3, object keys',
  },
  taken: {
    name: 'after-taken',
    what: 'Something else is there under the key to which the object would be moved',
    when: [],
    end: 'failed',
    code: 'LF_AFTER_TAKEN',
    says: '{what}: {message} is there already, and it is not a copy of it',
    hint: 'It stays where it is, its documents are in; give each bucket a prefix of its own, and look at which of the two is wanted.',
    why: 'what was moved before must not be overwritten',
  },
  badCopy: {
    name: 'after-bad-copy',
    what: 'The copy is not what was read',
    when: [],
    end: 'failed',
    code: 'LF_AFTER_COPY',
    says: '{what}: the copy cannot be relied upon: {message}',
    hint: `Nothing was deleted; ${goOver}`,
    why: 'a failed copy never deletes; S3 answers 200 first and may fail then',
  },
  nameless: {
    name: 'after-no-version',
    what: 'S3 told neither an ETag nor a version of what was read',
    when: [],
    end: 'failed',
    code: 'LF_AFTER_NO_VERSION',
    says: '{what}: the server told neither an ETag nor a version of what was read',
    hint: 'It stays as it is: nobody could tell it from one that was overwritten since.',
    why: 'what was not read must not be deleted',
  },
  malformed: {
    name: 'after-malformed',
    what: 'The object was to be deleted, and has malformed lines',
    when: [],
    end: 'kept',
    code: 'LF_AFTER_MALFORMED',
    says: '{what}: {message} of its lines are malformed and in no index',
    hint: 'It is kept, because they are nowhere else: `logflow explain` shows them.',
    why: 'deleted, they would be lost',
  },
  loop: {
    name: 'after-loop',
    what: 'The queue tells of objects that were moved',
    when: [],
    end: 'ignored',
    code: 'LF_AFTER_LOOP',
    says: '{what} was moved there after it was read, and the queue tells of it',
    hint: "It is not read again, and its message is deleted; let the bucket's notification leave out the prefix.",
    why: 'R30: each move would bring the next one',
  },
} as const satisfies Record<string, FoundRow>;

/** What is done about an error of S3 during an action: ms to wait before it is asked again; absent: it is over. Pure. */
export function decideAfter(
  facts: Facts,
  failures: number,
): { readonly row: AfterRow; readonly wait?: number } {
  const row = afterRows.find((row) => fits(row, facts));
  if (row === undefined) throw new Error('the last row fits everything');
  const { tries } = row;
  if (!tries || failures >= tries.most) return { row };
  return { row, wait: Math.min(tries.cap, tries.base * 2 ** (failures - 1)) };
}
