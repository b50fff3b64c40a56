import { expect, test } from 'vitest';
import { classifyItem, classifyLoneRefusal, classifyRefusal } from '../../../src/sink/classify.ts';

// [status, type, reason, verdict, code]; reasons as the servers word them.
const items: [number, string | undefined, string | undefined, string, string?][] = [
  [201, undefined, undefined, 'ok'],
  [200, undefined, undefined, 'ok'],
  [409, 'version_conflict_engine_exception', '[1]: version conflict, document already exists', 'duplicate'],
  [409, undefined, undefined, 'duplicate'],
  [
    429,
    'es_rejected_execution_exception',
    'rejected execution of coordinating operation',
    'retry',
    'LF_CLUSTER_BUSY',
  ],
  [
    429,
    'rejected_execution_exception',
    'rejected execution of primary operation',
    'retry',
    'LF_CLUSTER_BUSY',
  ],
  [429, 'circuit_breaking_exception', '[parent] Data too large', 'retry', 'LF_CLUSTER_BUSY'],
  [429, 'something_new_exception', 'slow down', 'retry', 'LF_CLUSTER_BUSY'],
  [
    503,
    'unavailable_shards_exception',
    '[logs-1][0] primary shard is not active',
    'retry',
    'LF_CLUSTER_UNAVAILABLE',
  ],
  [404, 'shard_not_found_exception', 'no such shard', 'retry', 'LF_CLUSTER_UNAVAILABLE'],
  [500, 'i_o_exception', 'No space left on device', 'retry', 'LF_CLUSTER_UNAVAILABLE'],
  [500, 'something_new_exception', 'oops', 'retry', 'LF_CLUSTER_UNAVAILABLE'],
  [
    403,
    'cluster_block_exception',
    'index [x] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];',
    'brake',
    'LF_CLUSTER_BLOCKED',
  ],
  [
    429,
    'cluster_block_exception',
    'index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark',
    'brake',
    'LF_CLUSTER_BLOCKED',
  ],
  [
    400,
    'validation_exception',
    'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;',
    'brake',
    'LF_SHARD_LIMIT',
  ],
  [
    400,
    'illegal_argument_exception',
    'Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [1000]/[1000] maximum shards open;',
    'brake',
    'LF_SHARD_LIMIT',
  ],
  [404, 'index_not_found_exception', 'no such index [logs-1]', 'brake', 'LF_INDEX_UNUSABLE'],
  [400, 'index_closed_exception', 'closed', 'brake', 'LF_INDEX_UNUSABLE'],
  [
    400,
    'mapper_parsing_exception',
    'failed to parse field [srcport] of type [integer]',
    'reject',
    'LF_DOCUMENT_MAPPING',
  ],
  [
    400,
    'document_parsing_exception',
    "[1:9] failed to parse field [bytes] of type [long] in document with id 'a'.",
    'reject',
    'LF_DOCUMENT_MAPPING',
  ],
  [
    400,
    'mapper_parsing_exception',
    'Failed to parse mapping [_doc]: No handler for type [geopoint]',
    'brake',
    'LF_TEMPLATE_BROKEN',
  ],
  [400, 'strict_dynamic_mapping_exception', 'mapping set to strict', 'reject', 'LF_DOCUMENT_MAPPING'],
  [
    400,
    'illegal_argument_exception',
    'Limit of total fields [1000] in index [logs-1] has been exceeded',
    'reject',
    'LF_DOCUMENT_MAPPING',
  ],
  [
    400,
    'illegal_argument_exception',
    'Document contains at least one immense term in field="message"',
    'reject',
    'LF_DOCUMENT_MAPPING',
  ],
  [
    400,
    'illegal_argument_exception',
    'mapper [a] cannot be changed from type [long] to [text]',
    'reject',
    'LF_DOCUMENT_MAPPING',
  ],
  [400, 'illegal_argument_exception', 'pipeline with id [geo] does not exist', 'brake', 'LF_CLUSTER_REFUSES'],
  [
    400,
    'illegal_argument_exception',
    'Document ID is not supported in create/index operation request',
    'brake',
    'LF_IDS_REFUSED',
  ],
  [
    400,
    'illegal_argument_exception',
    'only write ops with an op_type of create are allowed in data streams',
    'brake',
    'LF_CREATE_ONLY',
  ],
  [
    403,
    'security_exception',
    'no permissions for [indices:data/write/bulk[s]]',
    'brake',
    'LF_CLUSTER_FORBIDDEN',
  ],
  [403, undefined, undefined, 'brake', 'LF_CLUSTER_FORBIDDEN'],
  [400, 'something_new_exception', 'no idea', 'brake', 'LF_CLUSTER_REFUSES'],
  [418, undefined, undefined, 'brake', 'LF_CLUSTER_REFUSES'],
  [409, 'something_new_exception', 'in the way', 'brake', 'LF_CLUSTER_REFUSES'],
];

test.each(items)('an item with %i %s "%s" is %s (R17)', (status, type, reason, kind, code) => {
  const verdict = classifyItem({
    op: 'create',
    status,
    ...(type === undefined ? {} : { type }),
    ...(reason === undefined ? {} : { reason }),
  });
  expect(verdict.kind).toBe(kind);
  expect('problem' in verdict ? verdict.problem.code : undefined).toBe(code);
});

test('a conflict on `index` is a version that moved, not a duplicate', () => {
  const verdict = classifyItem({ op: 'index', status: 409, type: 'version_conflict_engine_exception' });
  expect(verdict.kind).toBe('retry');
});

test('the 403 hint names the role mapping (R40)', () => {
  const verdict = classifyItem({ op: 'create', status: 403, type: 'security_exception' });
  expect(verdict).toMatchObject({ problem: { hint: expect.stringContaining('role mapping') } });
});

test('no reason, however hostile, breaks the one line of a message', () => {
  const reason = `a\n\u001b[31mred\u0000${'x'.repeat(5000)}`;
  const verdict = classifyItem({ op: 'create', status: 400, type: 'mapper_parsing_exception', reason });
  if (verdict.kind !== 'reject') throw new Error(verdict.kind);
  expect(verdict.problem.message).not.toMatch(/\p{Cc}/u);
  expect(verdict.problem.message.length).toBeLessThanOrEqual(400);
});

const refusals: [number, string | undefined, string, string][] = [
  [413, undefined, 'split', 'LF_BULK_TOO_LARGE'],
  [400, 'parse_exception', 'split', 'LF_BULK_REFUSED'],
  [429, 'es_rejected_execution_exception', 'retry', 'LF_CLUSTER_BUSY'],
  [429, undefined, 'retry', 'LF_CLUSTER_BUSY'],
  [429, 'cluster_block_exception', 'brake', 'LF_CLUSTER_BLOCKED'],
  [503, 'cluster_block_exception', 'retry', 'LF_CLUSTER_BLOCKED'],
  [503, undefined, 'retry', 'LF_CLUSTER_UNAVAILABLE'],
  [504, undefined, 'retry', 'LF_CLUSTER_UNAVAILABLE'],
  [401, 'security_exception', 'brake', 'LF_CLUSTER_FORBIDDEN'],
  [403, undefined, 'brake', 'LF_CLUSTER_FORBIDDEN'],
  [404, undefined, 'brake', 'LF_CLUSTER_NO_BULK'],
  [301, undefined, 'brake', 'LF_CLUSTER_REDIRECTS'],
  [407, undefined, 'brake', 'LF_CLUSTER_REFUSES'],
  [409, 'version_conflict_engine_exception', 'brake', 'LF_CLUSTER_REFUSES'],
];

test.each(refusals)('a request refused with %i %s is %s', (status, type, kind, code) => {
  const refused = { kind: 'refused', status, reason: 'so', ...(type === undefined ? {} : { type }) } as const;
  expect(classifyRefusal(refused)).toMatchObject({ kind, problem: { code } });
});

test('one document alone: too large is its fault, an unknown 400 is not', () => {
  const lone = (status: number, type?: string) =>
    classifyLoneRefusal({ kind: 'refused', status, reason: 'so', ...(type && { type }) }, 'create', 9);
  expect(lone(413)).toMatchObject({ kind: 'reject', problem: { code: 'LF_DOCUMENT_TOO_LARGE' } });
  expect(lone(400, 'x_content_parse_exception').kind).toBe('reject');
  expect(lone(400, 'who_knows_exception').kind).toBe('brake');
});

// [status, type, whether it may be the document]
const doubts: [number, string, boolean][] = [
  [400, 'something_new_exception', true],
  [500, 'null_pointer_exception', true],
  [400, 'validation_exception', false],
  [403, 'cluster_block_exception', false],
  [418, 'something_new_exception', false],
  [429, 'something_new_exception', false],
  [503, 'something_new_exception', false],
  [500, 'i_o_exception', false],
  [500, 'already_closed_exception', false],
  [500, 'remote_transport_exception', false],
  [500, 'out_of_memory_error', false],
];

test.each(doubts)('%i %s may be the document: %s (R17)', (status, type, expected) => {
  const verdict = classifyItem({ op: 'create', status, type, reason: 'so' });
  expect('doubt' in verdict).toBe(expected);
});
