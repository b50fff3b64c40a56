import type { Action, Row } from './row.ts';

/** What is known beside the answer of the cluster. */
export interface ClusterContext {
  /** What was answered so: one item of a `_bulk` request, or the whole of it. */
  readonly of: 'item' | 'request';
  readonly op: 'create' | 'index';
}

export interface ClusterRow extends Row {
  readonly given?: Partial<ClusterContext>;
  /** Nobody knows that it is the cluster: while others of the same index are taken, it is the document (R17). */
  readonly doubtful?: true;
  readonly action: Extract<
    Action,
    { how: 'slices' | 'halves' | 'braked' } | { kind: 'settle' } | { kind: 'stop' }
  >;
}

const slices = { kind: 'retry', how: 'slices' } as const;
const braked = { kind: 'retry', how: 'braked' } as const;
const rejected = { kind: 'settle', as: 'rejected' } as const;

/** Of items for which the cluster has no room just now. */
export const busyCode = 'LF_CLUSTER_BUSY';
const busyHint =
  'logflow sends these items again; if it lasts, give the cluster more capacity or lower --bulk-concurrency.';
const unavailableHint =
  'logflow sends these items again; if it lasts, look at the cluster health and its unassigned shards.';
/** The way on for a document that the cluster will never take, where no store is configured (R21). */
export const keepThem =
  'Its object has failed, and is tried again when its message comes again; with `--rejects s3://BUCKET/PREFIX` such documents are kept there, and the object counts as done.';

const givenUp =
  'where others of its index are taken nothing is braked: after 6 tries it is the document (LF_DOCUMENT_REFUSED)';

/**
 * Exceptions of Lucene, the JVM and the servers where a shard, its disk or its node fails: with 500, as those of a document
 * have it, while other shards of the same index go on.
 */
const failingShard =
  /^((i_o|file_system|no_such_file|access_denied|corrupt_index|already_closed|(shard_)?lock_obtain_failed|translog(_corrupted)?|engine(_closed|_creation_failure)?|(flush|refresh)_failed_engine|shard_no_longer_primary|shard_not_in_primary_mode|illegal_index_shard_state|index_shard_(not_started|recovering)|retry_on_(primary|replica)|timeout|task_cancelled|(\w+_)?transport|node_disconnected|no_node_available|not_(master|cluster_manager))_exception|out_of_memory_error)$/;

/** The cluster has no room, or a part of it is on its way: in front of all that a whole request may be refused for. */
export const passingRows: readonly ClusterRow[] = [
  {
    name: 'busy',
    what: 'The cluster has no room just now: a full write queue (429), a circuit breaker',
    // EsRejectedExecutionException; OpenSearchRejectedExecutionException loses its prefix.
    when: [{ name: /^((es_)?rejected_execution|circuit_breaking)_exception$/ }],
    action: slices,
    code: busyCode,
    hint: busyHint,
    why: 'B76, B82: items with 429 were dropped; EsRejectedExecutionException',
  },
  {
    name: 'unavailable',
    what: 'A shard or the master is not there (yet)',
    // UnavailableShardsException, 503. The last three: shards on their way elsewhere (404), and two writers that made the
    // index at once.
    when: [
      {
        name: /^(unavailable_shards|process_cluster_event_timeout|no_shard_available_action|(master|cluster_manager)_not_discovered|node_closed|node_not_connected|shard_not_found|index_shard_closed|resource_already_exists)_exception$/,
      },
      { name: failingShard },
    ],
    action: slices,
    code: 'LF_CLUSTER_UNAVAILABLE',
    hint: unavailableHint,
    why: 'not about the document: UnavailableShardsException and its kin',
  },
];

/**
 * What one item's `error` says, read from the top; the first row that fits decides. By `error.type`, never by status alone
 * (R17): an item is rejected only when nothing but the document can have caused it.
 * Names of types are the servers' exception classes in snake case without their `Elasticsearch`/`OpenSearch` prefix
 * (ElasticsearchException.getExceptionName, OpenSearchException.getExceptionName).
 */
export const itemRows: readonly ClusterRow[] = [
  {
    name: 'duplicate',
    what: 'A document of this id is there already (409 on `create`)',
    // VersionConflictEngineException, RestStatus.CONFLICT.
    when: [{ name: /^version_conflict_engine_exception$/ }, { name: /^$/, status: [409, 409] }],
    given: { of: 'item', op: 'create' },
    action: { kind: 'settle', as: 'duplicate' },
    code: 'LF_VERSION_CONFLICT',
    hint: 'Nothing to do: it was delivered before.',
    why: 'B89: a duplicate is a success',
  },
  {
    name: 'version-moved',
    what: 'A document of this id was written at the same moment (409 on `index`)',
    when: [{ name: /^version_conflict_engine_exception$/ }, { name: /^$/, status: [409, 409] }],
    given: { of: 'item' },
    action: slices,
    code: 'LF_VERSION_CONFLICT',
    hint: 'logflow sends these items again.',
    why: 'VersionConflictEngineException',
  },
  {
    name: 'blocked',
    what: 'The index or the cluster is blocked: flood stage of a disk, read-only',
    // Flood stage is 403 before Elasticsearch 7.8 and 429 after it; read-only 403; no master 503.
    when: [{ name: /^cluster_block_exception$/ }],
    action: braked,
    code: 'LF_CLUSTER_BLOCKED',
    hint: 'Free disk space or remove the block from the index or cluster; logflow goes on by itself.',
    why: 'B82, R17; ClusterBlockException',
  },
  {
    name: 'shard-limit',
    what: 'The index cannot be made: the cluster has as many shards as it may',
    // ShardLimitValidator throws ValidationException, 400.
    when: [
      { name: /^validation_exception$/ },
      { name: /^illegal_argument_exception$/, message: /maximum (normal |frozen )?shards open/i },
    ],
    action: braked,
    code: 'LF_SHARD_LIMIT',
    hint: 'Delete old indices, use fewer shards, or raise cluster.max_shards_per_node; logflow goes on by itself.',
    why: 'R17: at midnight nothing may be thrown away because an index could not be made',
  },
  {
    name: 'index-unusable',
    what: 'The index is missing and may not be made, is closed, or has no write index',
    when: [
      { name: /^(index_not_found|index_closed|invalid_index_name)_exception$/ },
      {
        name: /^illegal_argument_exception$/,
        message: /no write index is defined|is not the write index/i,
      },
    ],
    action: braked,
    code: 'LF_INDEX_UNUSABLE',
    hint: 'Open or create the index, or allow action.auto_create_index for it; logflow goes on by itself.',
    why: 'R17',
  },
  {
    name: 'template-broken',
    what: 'The mapping in the template does not parse, so the index cannot be made',
    // MapperService while it creates the index: the document is innocent.
    when: [
      {
        name: /^mapper_parsing_exception$/,
        message:
          /^(failed to (parse mapping|find type parsed)|root mapping definition|no (handler|type specified) for|unknown parameter)/i,
      },
    ],
    action: braked,
    code: 'LF_TEMPLATE_BROKEN',
    hint: 'Mend the index template (`logflow template install` says what is wrong with it); logflow goes on by itself.',
    why: 'B90, R17',
  },
  {
    name: 'mapping',
    what: 'A value that its field does not take, a field too many: the document itself',
    // DocumentParser; `document_parsing_exception` since Elasticsearch 8.8. IllegalArgumentException says everything under
    // the sun; these speak of the document.
    when: [
      {
        name: /^(mapper_parsing|document_parsing|strict_dynamic_mapping|x_content_parse|input_coercion|json_parse)_exception$/,
      },
      {
        name: /^illegal_argument_exception$/,
        message: /limit of (total fields|mapping depth|nested)|number of nested documents|immense term/i,
      },
      { name: /^illegal_argument_exception$/, message: /^mapper (for )?\[.*(cannot be changed|conflicts)/i },
      { name: /^illegal_argument_exception$/, message: /^can't merge a non object mapping/i },
    ],
    given: { of: 'item' },
    action: rejected,
    code: 'LF_DOCUMENT_MAPPING',
    hint: `Compare the line with the mapping of its index. ${keepThem}`,
    why: 'B78, R17, R21',
  },
  {
    name: 'ids-refused',
    what: 'The collection chooses its own ids (time series of OpenSearch Serverless)',
    when: [{ name: /^illegal_argument_exception$/, message: /document id is not supported/i }],
    action: { kind: 'stop' },
    code: 'LF_IDS_REFUSED',
    hint: 'Start with `--id none`: this collection chooses its own ids.',
    why: 'B88; no waiting mends it',
  },
  {
    name: 'create-only',
    what: 'A data stream takes new documents only',
    when: [{ name: /^illegal_argument_exception$/, message: /only write ops with an op_type of create/i }],
    action: braked,
    code: 'LF_CREATE_ONLY',
    hint: 'This is a data stream: it takes new documents only.',
    why: 'R9',
  },
  {
    name: 'forbidden-by-cluster',
    what: 'The cluster does not let this user or role write (401, 403)',
    when: [{ name: /^security_exception$/ }, { status: [401, 401] }, { status: [403, 403] }],
    action: braked,
    code: 'LF_CLUSTER_FORBIDDEN',
    hint: 'Let this user or IAM role write to the index; on Amazon OpenSearch map it in the role mapping of fine-grained access control.',
    why: 'R40',
  },
  {
    name: 'fails-on-it',
    what: 'The cluster fails on one document (500), and does not say why in words that are known',
    when: [{ status: [500, 500] }],
    given: { of: 'item' },
    action: slices,
    doubtful: true,
    code: 'LF_CLUSTER_UNAVAILABLE',
    hint: unavailableHint,
    why: `it may pass by itself; ${givenUp}`,
  },
  {
    name: 'unavailable-by-status',
    what: 'The cluster could not (5xx, 408), and does not say why in words that are known',
    when: [{ status: [408, 408] }, { status: [500, 599] }],
    action: slices,
    code: 'LF_CLUSTER_UNAVAILABLE',
    hint: unavailableHint,
    why: 'it may pass by itself',
  },
  {
    name: 'busy-by-status',
    what: 'Too many requests (429), whoever says it',
    when: [{ status: [429, 429] }],
    action: slices,
    code: busyCode,
    hint: busyHint,
    why: 'B76, B80',
  },
  {
    name: 'refuses-it',
    what: 'The cluster refuses a document (400) for a reason that is not known',
    when: [{ status: [400, 400] }],
    given: { of: 'item' },
    action: braked,
    doubtful: true,
    code: 'LF_CLUSTER_REFUSES',
    hint: 'Look up the reason in the cluster log and mend it; logflow goes on by itself.',
    why: `R17, R18; ${givenUp}`,
  },
  {
    name: 'refused',
    what: 'The cluster refuses for a reason that is not known',
    when: [{}],
    action: braked,
    code: 'LF_CLUSTER_REFUSES',
    hint: 'Look up the reason in the cluster log and mend it; logflow goes on by itself.',
    why: "R17: it may be the cluster's fault, so nothing is thrown away",
  },
];
