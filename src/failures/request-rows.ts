import { type ClusterRow, keepThem } from './item-rows.ts';

const slices = { kind: 'retry', how: 'slices' } as const;
const halves = { kind: 'retry', how: 'halves' } as const;
const braked = { kind: 'retry', how: 'braked' } as const;
const request = { of: 'request' } as const;
const finalUrl =
  'Check the node URL: it must be the address of the cluster itself, with its path if it has one.';

/** What is answered to a `_bulk` request as a whole; what none of these knows is judged as an item would be. */
export const requestRows: readonly ClusterRow[] = [
  {
    name: 'no-master',
    what: 'The whole cluster is blocked while it has no master (503)',
    when: [{ name: /^cluster_block_exception$/, status: [500, 599] }],
    given: request,
    action: slices,
    code: 'LF_CLUSTER_BLOCKED',
    hint: 'logflow sends the request again; if it lasts, look at the cluster health.',
    why: 'it passes by itself as a rule: patience comes before the brake',
  },
  {
    name: 'cluster-fault',
    what: 'The cluster, or a proxy in front of it, could not (5xx)',
    when: [{ status: [500, 599] }],
    given: request,
    action: slices,
    code: 'LF_CLUSTER_UNAVAILABLE',
    hint: 'logflow sends these items again; if it lasts, look at the cluster health and its unassigned shards.',
    why: 'after several in a row the brake is engaged (R18)',
  },
  {
    name: 'too-large',
    what: 'The request is larger than the cluster takes (413)',
    when: [{ status: [413, 413] }],
    given: request,
    action: halves,
    code: 'LF_BULK_TOO_LARGE',
    hint: 'logflow halves the request; lower --bulk-bytes below http.max_content_length (10 MB on small Amazon instances).',
    why: 'B79, B80',
  },
  {
    name: 'spoilt',
    what: 'One document spoils the request for all (400)',
    when: [{ status: [400, 400] }],
    given: request,
    action: halves,
    code: 'LF_BULK_REFUSED',
    hint: 'logflow halves the request to find the document that spoils it.',
    why: 'R17: the others are innocent',
  },
  {
    name: 'redirects',
    what: 'The cluster answers with a redirect',
    when: [{ status: [0, 399] }],
    given: request,
    action: braked,
    code: 'LF_CLUSTER_REDIRECTS',
    hint: finalUrl,
    why: 'what is posted is not followed elsewhere',
  },
  {
    name: 'no-bulk',
    what: 'There is no `_bulk` at the node URL (404, 405)',
    when: [{ status: [404, 405] }],
    given: request,
    action: braked,
    code: 'LF_CLUSTER_NO_BULK',
    hint: finalUrl,
    why: 'a proxy or a dashboard answers, not the cluster',
  },
];

/** A document alone in its request that is still too large. */
export const tooLargeAloneRow: ClusterRow = {
  name: 'document-too-large',
  what: 'One document alone is larger than the cluster takes',
  when: [],
  given: { of: 'item' },
  action: { kind: 'settle', as: 'rejected' },
  code: 'LF_DOCUMENT_TOO_LARGE',
  hint: `Raise http.max_content_length of the cluster, or the limit of the proxy in front of it. ${keepThem}`,
  why: 'B79: it can never be taken',
};

/** A doubtful refusal of a document, again and again, while others of its index are taken. */
export const documentRefusedRow: ClusterRow = {
  name: 'document-refused',
  what: 'One document is refused in every one of its tries, for a reason that is not known, while others of its index are taken',
  when: [],
  given: { of: 'item' },
  action: { kind: 'settle', as: 'rejected' },
  code: 'LF_DOCUMENT_REFUSED',
  hint: `Look up the reason in the cluster log: an ingest pipeline may fail on this document. ${keepThem}`,
  why: 'R17, R18: one document must not stop a fleet',
};

/** Most documents of one index rejected at once, of more than one object. */
export const mostRejectedRow: ClusterRow = {
  name: 'most-rejected',
  what: 'Most documents for one index are rejected, of more than one object: its mapping is suspected',
  when: [],
  given: { of: 'item' },
  action: braked,
  code: 'LF_MOST_REJECTED',
  hint: 'Mend the mapping or move the index away; logflow goes on by itself.',
  why: 'R17; after about a minute of rejected probes the rejects are believed',
};

/** No answer, or one that is none: what became of the items is not known. Ids make it harmless to send them again. */
export const unansweredRows = {
  timeout: unanswered(
    'timeout',
    'No answer within the time that a request has',
    'LF_CLUSTER_TIMEOUT',
    'Look at the load of the cluster; send smaller requests or allow more time.',
  ),
  answer: unanswered(
    'not-an-answer',
    'The answer is none of a cluster: a proxy, a portal, half an answer',
    'LF_CLUSTER_ANSWER',
    'Check that the node URL leads to the cluster and not to a proxy, a portal or a dashboard.',
  ),
  tls: unanswered(
    'tls',
    'The certificate of the cluster is not trusted, or TLS failed',
    'LF_CLUSTER_TLS',
    'Name the file with its authority (--ca), and check scheme, host name and port of the node URL.',
  ),
  unreachable: unanswered(
    'cluster-unreachable',
    'The cluster cannot be reached, or the connection broke in the middle of an answer',
    'LF_CLUSTER_UNREACHABLE',
    'Check the node URL, the network, security groups and HTTPS_PROXY/NO_PROXY.',
  ),
} as const;

function unanswered(name: string, what: string, code: ClusterRow['code'], hint: string): ClusterRow {
  const why = 'ids make a second try harmless (R14); after several in a row the brake is engaged (R18)';
  return { name, what, when: [], given: request, action: slices, code, hint, why };
}
