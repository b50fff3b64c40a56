/** What a rule says of an item. `conflict` is a duplicate for `create`, and an item to be sent again for `index`. */
export type Meaning = 'conflict' | 'retry' | 'brake' | 'reject';

export interface ItemRule {
  /** `error.type`; absent: any. */
  readonly type?: string;
  /** Bounds of the item's status, inclusive; absent: any. */
  readonly status?: readonly [number, number];
  /** What the reason must say; absent: anything. */
  readonly reason?: RegExp;
  readonly meaning: Meaning;
  readonly code: string;
  readonly hint: string;
}

/** Of items for which the cluster has no room just now. */
export const busyCode = 'LF_CLUSTER_BUSY';

const busy = {
  meaning: 'retry',
  code: busyCode,
  hint: 'logflow sends these items again; if it lasts, give the cluster more capacity or lower --bulk-concurrency.',
} as const;
const unavailable = {
  meaning: 'retry',
  code: 'LF_CLUSTER_UNAVAILABLE',
  hint: 'logflow sends these items again; if it lasts, look at the cluster health and its unassigned shards.',
} as const;
/** The way on for a document that the cluster will never take, where no store is configured (R21). */
export const keepThem =
  'Its object has failed, and is tried again when its message comes again; with `--rejects s3://BUCKET/PREFIX` such documents are kept there, and the object counts as done.';
const mapping = {
  meaning: 'reject',
  code: 'LF_DOCUMENT_MAPPING',
  hint: `Compare the line with the mapping of its index. ${keepThem}`,
} as const;
const blocked = {
  meaning: 'brake',
  code: 'LF_CLUSTER_BLOCKED',
  hint: 'Free disk space or remove the block from the index or cluster; logflow goes on by itself.',
} as const;
const shardLimit = {
  meaning: 'brake',
  code: 'LF_SHARD_LIMIT',
  hint: 'Delete old indices, use fewer shards, or raise cluster.max_shards_per_node; logflow goes on by itself.',
} as const;
const noIndex = {
  meaning: 'brake',
  code: 'LF_INDEX_UNUSABLE',
  hint: 'Open or create the index, or allow action.auto_create_index for it; logflow goes on by itself.',
} as const;
const template = {
  meaning: 'brake',
  code: 'LF_TEMPLATE_BROKEN',
  hint: 'Mend the index template (`logflow template install` says what is wrong with it); logflow goes on by itself.',
} as const;
const forbidden = {
  meaning: 'brake',
  code: 'LF_CLUSTER_FORBIDDEN',
  hint: 'Let this user or IAM role write to the index; on Amazon OpenSearch map it in the role mapping of fine-grained access control.',
} as const;

/**
 * The table, read from the top; the first rule that fits decides. By `error.type`, never by status alone (R17):
 * an item is rejected only when nothing but the document can have caused it.
 * Names of types are the servers' exception classes in snake case without their `Elasticsearch`/`OpenSearch` prefix
 * (ElasticsearchException.getExceptionName, OpenSearchException.getExceptionName).
 */
export const itemRules: readonly ItemRule[] = [
  // VersionConflictEngineException, RestStatus.CONFLICT: a document of this id is there.
  {
    type: 'version_conflict_engine_exception',
    meaning: 'conflict',
    code: 'LF_VERSION_CONFLICT',
    hint: 'logflow sends these items again.',
  },
  // EsRejectedExecutionException; OpenSearchRejectedExecutionException loses its prefix: full write queue, 429.
  { type: 'es_rejected_execution_exception', ...busy },
  { type: 'rejected_execution_exception', ...busy },
  { type: 'circuit_breaking_exception', ...busy },
  // UnavailableShardsException, 503: the primary is not there (yet).
  { type: 'unavailable_shards_exception', ...unavailable },
  { type: 'process_cluster_event_timeout_exception', ...unavailable },
  { type: 'no_shard_available_action_exception', ...unavailable },
  { type: 'master_not_discovered_exception', ...unavailable },
  { type: 'cluster_manager_not_discovered_exception', ...unavailable },
  { type: 'node_closed_exception', ...unavailable },
  { type: 'node_not_connected_exception', ...unavailable },
  // Both 404, and both about a shard that is on its way elsewhere, not about the document.
  { type: 'shard_not_found_exception', ...unavailable },
  { type: 'index_shard_closed_exception', ...unavailable },
  // Two writers created the index at once.
  { type: 'resource_already_exists_exception', ...unavailable },
  // ClusterBlockException: flood stage is 403 before Elasticsearch 7.8 and 429 after it; read-only 403; no master 503.
  { type: 'cluster_block_exception', ...blocked },
  // ShardLimitValidator throws ValidationException, 400: the midnight index cannot be made.
  { type: 'validation_exception', ...shardLimit },
  { type: 'illegal_argument_exception', reason: /maximum (normal |frozen )?shards open/i, ...shardLimit },
  { type: 'index_not_found_exception', ...noIndex },
  { type: 'index_closed_exception', ...noIndex },
  {
    type: 'illegal_argument_exception',
    reason: /no write index is defined|is not the write index/i,
    ...noIndex,
  },
  { type: 'invalid_index_name_exception', ...noIndex },
  // MapperService while it creates the index: the mapping in the template does not parse, the document is innocent.
  {
    type: 'mapper_parsing_exception',
    reason:
      /^(failed to (parse mapping|find type parsed)|root mapping definition|no (handler|type specified) for|unknown parameter)/i,
    ...template,
  },
  // DocumentParser: a value that its field does not take. `document_parsing_exception` since Elasticsearch 8.8.
  { type: 'mapper_parsing_exception', ...mapping },
  { type: 'document_parsing_exception', ...mapping },
  { type: 'strict_dynamic_mapping_exception', ...mapping },
  { type: 'x_content_parse_exception', ...mapping },
  { type: 'input_coercion_exception', ...mapping },
  { type: 'json_parse_exception', ...mapping },
  // IllegalArgumentException says everything under the sun; these speak of the document.
  { type: 'illegal_argument_exception', reason: /limit of (total fields|mapping depth)/i, ...mapping },
  { type: 'illegal_argument_exception', reason: /limit of nested|number of nested documents/i, ...mapping },
  { type: 'illegal_argument_exception', reason: /immense term/i, ...mapping },
  {
    type: 'illegal_argument_exception',
    reason: /^mapper (for )?\[.*(cannot be changed|conflicts)/i,
    ...mapping,
  },
  { type: 'illegal_argument_exception', reason: /^can't merge a non object mapping/i, ...mapping },
  // Time-series collections of OpenSearch Serverless.
  {
    type: 'illegal_argument_exception',
    reason: /document id is not supported/i,
    meaning: 'brake',
    code: 'LF_IDS_REFUSED',
    hint: 'Start with `--id none`: this collection chooses its own ids.',
  },
  // Data streams take `create` alone.
  {
    type: 'illegal_argument_exception',
    reason: /only write ops with an op_type of create/i,
    meaning: 'brake',
    code: 'LF_CREATE_ONLY',
    hint: 'This is a data stream: it takes new documents only.',
  },
  { type: 'security_exception', ...forbidden },
  { status: [401, 401], ...forbidden },
  { status: [403, 403], ...forbidden },
  // No type came with it: `create` meets a document of the same id.
  {
    status: [409, 409],
    meaning: 'conflict',
    code: 'LF_VERSION_CONFLICT',
    hint: 'logflow sends these items again.',
  },
  { status: [408, 408], ...unavailable },
  { status: [429, 429], ...busy },
  { status: [500, 599], ...unavailable },
  // Unknown: it may be the cluster's fault, so nothing is thrown away.
  {
    meaning: 'brake',
    code: 'LF_CLUSTER_REFUSES',
    hint: 'Look up the reason in the cluster log and mend it; logflow goes on by itself.',
  },
];
