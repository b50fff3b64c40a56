import { never } from '../model/errors.ts';
import { type AfterRow, afterRows, type FoundRow, foundRows } from './after-rows.ts';
import { itemRows, passingRows } from './item-rows.ts';
import { objectRows } from './object-rows.ts';
import { fewFailures, type QueueRow, queueRows } from './queue-rows.ts';
import {
  documentRefusedRow,
  mostRejectedRow,
  requestRows,
  tooLargeAloneRow,
  unansweredRows,
} from './request-rows.ts';
import { type Action, filled, type Row, type Tries } from './row.ts';
import { s3Rows } from './s3-rows.ts';

const intro = `# When something fails

Made from the failure table in \`src/failures/\` by \`npm run docs\`; do not edit. Whatever holds up an object, the queue or the
cluster is told with a code: search this page for it. What is in the table is what logflow does.

- **asked again**: the same request, after a wait that is drawn at random and grows.
- **released**: the object is not at fault. Its message comes again after a short delay that grows with each receive.
- **quarantined**: the object is the trouble. Its message is held back for longer and longer, until the redrive policy of the
  queue moves it to the dead-letter queue. Without such a policy it stays in the queue; it is never deleted and never spun.
  \`logflow dlq list\` shows why, \`logflow dlq redrive\` brings it back when it is mended.
- **settled**: nothing is left to do. Only then is a message deleted: all of its objects are delivered, or gone from S3, and
  what the cluster refused is durably among the rejects.
- **braked**: nothing more is received; logflow tries with one document until the cluster takes it, and then goes on by
  itself. Runs with an end (\`--drain\`, \`ingest\`) give up after \`--patience\`, and what they hold goes back to the queue.

An object that failed in part is not lost in part: what could be read is indexed, the rest when its message comes again.
Redelivered documents have the same ids, so none is there twice. Rows are read from the top; the first that fits decides.
R17 is a rule ([rules.md](rules.md)); B21 and the like are outages that people had with other consumers.
KMS, archived objects, requester pays and redirects are known to no emulator that the tests could use: there a small server answers in S3's words.
`;

/** docs/failures.md: made from the table, so that it cannot say anything else. */
export function failuresPage(): string {
  const cluster = [
    ...passingRows,
    ...itemRows.slice(0, -1),
    mostRejectedRow,
    tooLargeAloneRow,
    documentRefusedRow,
  ];
  return [
    intro,
    section('Objects in S3', s3Rows, (row) => reading(row.action, row.tries)),
    section('What is in an object, its message, and logflow itself', objectRows, (row) => doing(row.action)),
    section('What `--after` does with objects', afterRowsOfPage, acting),
    section('The queue', queueRows, polling),
    section('Documents that the cluster does not take', [...cluster, ...itemRows.slice(-1)], (row) =>
      doing(row.action),
    ),
    section(
      'Requests that the cluster does not take',
      [...requestRows, ...Object.values(unansweredRows)],
      (row) => doing(row.action),
    ),
  ].join('\n');
}

function section<R extends Row>(title: string, rows: readonly R[], does: (row: R) => string): string {
  const lines = rows.map((row) =>
    [row.what, `\`${row.code}\``, does(row), filled(row.hint, {}), row.why]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  const head = '| what happened | code | what logflow does | what to do | why |\n|---|---|---|---|---|';
  return `## ${title}\n\n${head}\n${lines.map((line) => `| ${line} |\n`).join('')}`;
}

function reading(action: Action, tries: Tries | undefined): string {
  if (!tries) return doing(action);
  const { most, base, cap } = tries;
  const waits = `within ${base / 1000} s, later within ${Math.min(cap, base * 2 ** (most - 2)) / 1000} s`;
  return `asks again, ${most - 1} times in a row (${waits}); then: ${doing(action)}`;
}

/** Those that say nothing about an action mean what they mean for every object. */
const afterRowsOfPage = [
  ...afterRows.filter(({ code }) => code.startsWith('LF_AFTER')),
  ...Object.values(foundRows),
];

function acting({ end, tries }: FoundRow | AfterRow): string {
  return `${tries ? `asks again, ${tries.most - 1} times; then ` : ''}${acted[end]}`;
}

const acted: Readonly<Record<(FoundRow | AfterRow)['end'], string>> = {
  gone: 'counts it as gone; its message is done',
  changed: 'leaves the object alone, counts it as changed; its message is done',
  failed: 'leaves the object as it is, counts it as failed; its message is done',
  kept: 'counts it as kept; its message is done',
  ignored: 'deletes the message',
};

function polling({ start, exit }: QueueRow): string {
  const begin =
    start === 1
      ? `ends the run when it begins so (exit code ${exit ?? 1})`
      : `ends a run that begins so after ${start} tries`;
  return `${begin}, a drain after ${fewFailures} tries; a consumer that received before goes on trying (within 30 s each) and says so`;
}

function doing(action: Action): string {
  switch (action.kind) {
    case 'retry':
      return again[action.how];
    case 'release':
      return 'releases the message';
    case 'quarantine':
      return 'quarantines the message';
    case 'settle':
      return settled[action.as];
    case 'stop':
      return 'ends the run';
    default:
      return never(action);
  }
}

const again: Readonly<Record<Extract<Action, { kind: 'retry' }>['how'], string>> = {
  here: 'asks again',
  elsewhere: 'asks there, once, and remembers it for the bucket',
  anew: 'reads the object again from its start, three times at most; then releases the message',
  slices: 'sends what was not taken again, after a wait (or `Retry-After`), until it is taken',
  halves: 'sends each half by itself, down to one document',
  braked: 'brakes',
};

const settled: Readonly<Record<Extract<Action, { kind: 'settle' }>['as'], string>> = {
  gone: 'counts the object as missing, and settles',
  duplicate: 'counts a duplicate, and settles',
  rejected: 'keeps the document among the rejects, and settles; without `--rejects`: quarantines the message',
};
