import type { Action, Row } from './row.ts';

/** What is wrong with an object besides S3, or with us. logflow finds out itself, and asks by the code. */
export interface ObjectRow extends Row {
  readonly action: Extract<Action, { kind: 'release' | 'quarantine' }>;
}

const release = { kind: 'release' } as const;
const quarantine = { kind: 'quarantine' } as const;

export const corruptRow: ObjectRow = {
  name: 'corrupt',
  what: 'The compressed data is damaged or cut short, or garbage follows it',
  when: [],
  action: quarantine,
  code: 'LF_OBJECT_CORRUPT',
  hint: 'What could be decoded is indexed; look at the object, or let whoever wrote it write it again.',
  why: 'B45: one broken file blocked the queue; R7',
};

/** What is wrong with the first line. */
export const headerRows = {
  mark: header(
    'begins with a byte order mark',
    'LF_HEADER_BOM',
    'Save the file as UTF-8 without a byte order mark.',
  ),
  tooMany: header(
    'has too many fields',
    'LF_HEADER_TOO_MANY',
    'Check that this object belongs to this pipeline, or write fewer fields.',
  ),
  reserved: header(
    'has a field whose name logflow needs itself',
    'LF_HEADER_RESERVED',
    'Rename this field in the log, or leave it out.',
  ),
  name: header(
    'has a field whose name is none',
    'LF_HEADER_NAME',
    'Check that this object belongs to this pipeline; names are lower case letters, digits and hyphens.',
  ),
  duplicate: header('has the same field twice', 'LF_HEADER_DUPLICATE', 'Write each field once.'),
  noTime: header(
    'has no field of time',
    'LF_HEADER_NO_TIME',
    'Add {wanted|a time field} to the log format: the time decides the index.',
  ),
} as const;

/** What is wrong with a worker thread. */
export const threadRows = {
  died: {
    name: 'thread-died',
    what: 'A thread died, out of memory as a rule',
    when: [],
    action: release,
    code: 'LF_THREAD_DIED',
    hint: 'Give the process more memory, fewer --threads or a smaller --max-line; the objects it had come again.',
    why: 'the object is not at fault',
  },
  start: {
    name: 'thread-start',
    what: 'A thread did not start',
    when: [],
    action: release,
    code: 'LF_THREAD_START',
    hint: 'Give the process more memory, or fewer --threads; 0 does without.',
    why: 'the object is not at fault',
  },
} as const satisfies Record<string, ObjectRow>;

/** What a function of the user's, the `transform` of a pipeline, does wrong. */
export const transformRows = {
  deadline: {
    name: 'transform-deadline',
    what: 'The `transform` of a pipeline took longer for one document than it may',
    when: [],
    action: quarantine,
    code: 'LF_TRANSFORM_DEADLINE',
    hint: 'Look for a loop without an end in it, or give it longer (transform-deadline); then redrive its messages.',
    why: 'R15: its thread is ended, and the others go on in another',
  },
  failed: {
    name: 'transform-failed',
    what: 'The `transform` of a pipeline threw, or answered with what is no document',
    when: [],
    action: quarantine,
    code: 'LF_TRANSFORM_FAILED',
    hint: 'Mend the function; `logflow explain` shows what it does to the object. Then redrive its messages.',
    why: 'R15: a mistake in it loses nothing, the message stays',
  },
  died: {
    name: 'transform-died',
    what: 'The thread of a `transform` ended: out of memory, or the function ended it itself',
    when: [],
    action: quarantine,
    code: 'LF_TRANSFORM_DIED',
    hint: 'Look at what the function keeps in memory, and that it does not call process.exit; then redrive its messages.',
    why: 'R15: its thread is not the process',
  },
  load: {
    name: 'transform-load',
    what: 'The module of a `transform` cannot be loaded, or exports no function',
    when: [],
    action: release,
    code: 'LF_TRANSFORM_LOAD',
    hint: 'It must be a file of TypeScript or JavaScript with `export default` in front of a function.',
    why: 'the object is not at fault; a run does not start like this',
  },
} as const satisfies Record<string, ObjectRow>;

export const foreignRow: ObjectRow = {
  name: 'foreign-compression',
  what: 'The object is compressed with something that logflow does not read: zip, bzip2, xz or snappy, by its first bytes',
  when: [],
  action: quarantine,
  code: 'LF_OBJECT_COMPRESSION',
  hint: 'Let it be written as gzip, zstd or plain text; `logflow explain` says how to load the one that is there.',
  why: 'its bytes would be lines that nobody understands; R7',
};

export const parquetRow: ObjectRow = {
  name: 'parquet-limit',
  what: 'The Parquet file is too large to be in memory: it is read as a whole, as it says at its end what it holds',
  when: [],
  action: quarantine,
  code: 'LF_PARQUET_LIMIT',
  hint: 'Write smaller files (AWS begins a new one at 75 MB), or flow logs as text, which are read as they come.',
  why: 'B108: reading Parquet needs all of the object; memory has a bound',
};

/** What is wrong with an object of JSON whose list `Records` has the events. */
export const recordRows = {
  none: {
    name: 'records-none',
    what: 'The object is not JSON with a list `Records`, as CloudTrail writes it',
    when: [],
    action: quarantine,
    code: 'LF_RECORDS_NONE',
    hint: 'Look at its beginning: what is no such log should not have such a key.',
    why: 'R4: what is not known is never deleted',
  },
  cut: {
    name: 'records-cut',
    what: 'The JSON of the object ends before its end',
    when: [],
    action: quarantine,
    code: 'LF_RECORDS_CUT',
    hint: 'Its whole events are indexed; let whoever wrote the object write it again.',
    why: 'R7: a cut event is none',
  },
} as const satisfies Record<string, ObjectRow>;

export const objectRows: readonly ObjectRow[] = [
  corruptRow,
  foreignRow,
  parquetRow,
  ...Object.values(recordRows),
  {
    name: 'nothing-parsed',
    what: 'None of its lines is what the pipeline expects',
    when: [],
    action: quarantine,
    code: 'LF_NOTHING_PARSED',
    hint: 'Look at its first lines: fields are taken from the header line, or from the built-in order when there is none.',
    why: 'B70: an unknown format must not empty the queue; R4',
  },
  ...Object.values(headerRows),
  {
    name: 'unclaimed',
    what: 'No pipeline claims the object, by its key',
    when: [],
    action: quarantine,
    code: 'LF_OBJECT_UNCLAIMED',
    hint: "Narrow the bucket's notification to the prefix of the logs; redriven as they are, the messages come back.",
    why: 'B3, B4: what is not known is never deleted',
  },
  {
    name: 'not-understood',
    what: 'The message is no S3 notification',
    when: [],
    action: quarantine,
    code: 'LF_MESSAGE_UNRECOGNISED',
    hint: 'Find out who else writes to the queue (`logflow dlq show --reason not-understood`).',
    why: 'B4: an unknown body was deleted in silence',
  },
  {
    name: 'file',
    what: 'A local file cannot be read',
    when: [],
    action: quarantine,
    code: 'LF_FILE_READ',
    hint: 'The operating system says why; the others are read.',
    why: '`ingest`: nobody brings a file again, the run ends with exit code 1',
  },
  ...Object.values(threadRows),
  ...Object.values(transformRows),
  {
    name: 'rejects-store',
    what: 'Rejected documents cannot be kept: the store of rejects does not take them',
    when: [],
    action: release,
    code: 'LF_REJECTS_STORE',
    hint: 'Mend the store (`--rejects`): until then objects with rejected documents fail, and their messages stay.',
    why: 'R21: nothing settles before its rejects are durable',
  },
  {
    name: 'rejects-spill',
    what: 'Rejected documents find no room below TMPDIR',
    when: [],
    action: release,
    code: 'LF_REJECTS_SPILL',
    hint: 'Free space below TMPDIR, or name another place in TMPDIR.',
    why: 'R21',
  },
  {
    name: 'bug',
    what: 'A bug in logflow',
    when: [],
    action: release,
    code: 'LF_BUG',
    hint: 'Please report it with the message; the object has failed and comes again.',
    why: 'our fault is not counted against the object',
  },
];

function header(what: string, code: Row['code'], hint: string): ObjectRow {
  return {
    name: code.slice('LF_'.length).toLowerCase().replaceAll('_', '-'),
    what: `The header line ${what}`,
    when: [],
    action: quarantine,
    code,
    hint,
    why: 'R4, R5: names are data, and a header without a time is refused',
  };
}
