import { type AwsRow, awsRows } from './aws-rows.ts';
import type { Action, Tries } from './row.ts';

/** What is known beside the error. */
export interface S3Context {
  /** Failures in a row that brought no byte, this one included. */
  readonly failures: number;
  /** The answer is that of the region to which S3 sent us. */
  readonly redirected: boolean;
  /** Part of the object was read already. */
  readonly resuming: boolean;
}

export interface S3Row extends AwsRow {
  readonly given?: Partial<S3Context>;
  /** Tried so often first. */
  readonly tries?: Tries;
  readonly action: Exclude<Action, { how: 'here' } | { kind: 'stop' }>;
}

/** A fleet that meets a slow S3 must not hammer it; a broken connection is often whole again at once. */
const patient: Tries = { most: 6, base: 400, cap: 10_000 };
/** A permission that was just given takes seconds to be everywhere; one that was not given will not come by asking. */
const brief: Tries = { most: 3, base: 400, cap: 2_000 };
const release = { kind: 'release' } as const;
const quarantine = { kind: 'quarantine' } as const;

/** Read from the top: the first row that fits decides. */
export const s3Rows: readonly S3Row[] = [
  { ...awsRows.noCredentials, action: release },
  { ...awsRows.clock, action: release },
  { ...awsRows.badCredentials, action: release },
  { ...awsRows.role, action: release },
  { ...awsRows.noRegion, action: release },
  // In front of KMS and 403: S3 passes KMS's throttling on under KMS's name.
  { ...awsRows.busy, tries: patient, action: release },
  { ...awsRows.fault, tries: patient, action: release },
  { ...awsRows.certificate, action: release },
  { ...awsRows.unreachable, tries: patient, action: release },
  { ...awsRows.broken, tries: patient, action: release },
  {
    name: 'gone-midway',
    what: 'The object was deleted while it was read',
    when: [{ name: /^NoSuch(Key|Version)$/ }],
    given: { resuming: true },
    action: release,
    code: 'LF_OBJECT_GONE',
    says: '{what} was deleted while it was read ({name})',
    hint: 'What was read is indexed; when the message comes again the object counts as gone.',
    why: 'the books of what was read are kept; B21',
  },
  {
    name: 'gone',
    what: 'The object is no longer there (NoSuchKey, NoSuchVersion)',
    when: [{ name: /^NoSuch(Key|Version)$/ }],
    action: { kind: 'settle', as: 'gone' },
    code: 'LF_OBJECT_GONE',
    says: '{what} is no longer there ({name})',
    hint: 'Nothing to do here: somebody or a lifecycle rule deleted it before it was read.',
    why: 'B21, B22: asked for again and again for ever',
  },
  {
    name: 'bucket-missing',
    what: 'There is no such bucket',
    when: [{ name: /^NoSuchBucket$/ }],
    action: quarantine,
    code: 'LF_BUCKET_MISSING',
    says: 'there is no bucket {bucket}',
    hint: 'Check the endpoint and the account.',
    why: 'a bucket may be made again, and an endpoint may be wrong: nothing is deleted for it',
  },
  {
    name: 'another-region',
    what: 'The bucket is in another region, and S3 says which',
    when: [
      { status: [301, 307], region: true },
      { name: /^(AuthorizationHeaderMalformed|IllegalLocationConstraint\w*)$/, region: true },
    ],
    given: { redirected: false },
    action: { kind: 'retry', how: 'elsewhere' },
    code: 'LF_BUCKET_REGION',
    says: '{what} is in {region}',
    hint: 'Nothing to do: the region is remembered for the objects that follow.',
    why: 'B16, B17: a redirect followed for ever',
  },
  {
    name: 'no-region-has-it',
    what: 'The region to which S3 sent us sends us on, or S3 does not say where the bucket is',
    // A redirect without S3's word for it is a portal's, or a cache's.
    when: [
      { name: /Redirect/, status: [300, 399] },
      { name: /^(AuthorizationHeaderMalformed|IllegalLocationConstraint\w*)$/ },
    ],
    action: quarantine,
    code: 'LF_BUCKET_REGION',
    says: '{what} is in another region: {name}: {message}',
    hint: 'Check the endpoint (AWS_ENDPOINT_URL_S3), --region, and that the bucket was not just deleted and made elsewhere.',
    why: 'B17: once is help, twice is a loop',
  },
  {
    name: 'archived',
    what: 'The object is archived (Glacier, Deep Archive, an archive tier of Intelligent-Tiering)',
    when: [{ name: /^InvalidObjectState$/ }],
    action: quarantine,
    code: 'LF_OBJECT_ARCHIVED',
    says: '{what} is archived ({storage|its storage class was not told}): {message}',
    hint: 'Restore it (`aws s3api restore-object`), then let the message come again (`logflow dlq redrive --reason archived`).',
    why: 'Amazon S3, InvalidObjectState; it stays so for hours at best',
  },
  {
    name: 'kms',
    what: 'KMS does not decrypt the object: no right to its key, or the key is disabled or deleted',
    // S3 passes on what KMS said under KMS's names; what the caller may not do is called `kms:Decrypt`;
    // a key of another account that may not be used is called one that does not exist.
    when: [{ name: /^KMS\./ }, { message: /perform: kms:|ciphertext refers to|\bKMS key\b/ }],
    tries: brief,
    action: quarantine,
    code: 'LF_OBJECT_KMS',
    says: '{what}: {name}: {message}',
    hint: 'Allow {action|kms:Decrypt} on {key|the key of the bucket} in the policy of the role and, from another account, in that of the key; see that the key is enabled.',
    why: 'F7; Amazon S3, permissions for SSE-KMS',
  },
  {
    name: 'changed',
    what: 'The object was overwritten while it was read (412)',
    when: [{ status: [412, 412] }],
    action: { kind: 'retry', how: 'anew' },
    code: 'LF_OBJECT_CHANGED',
    says: '{what} was overwritten while it was read',
    hint: 'It is read again from the start.',
    why: 'R8',
  },
  {
    name: 'not-of-s3',
    what: 'What answered is not S3: a proxy, a portal, another server (no error of S3 in it)',
    when: [{ name: /^(NotFound|Unknown)$/ }, { message: /XML parse error|Deserialization error/ }],
    tries: brief,
    action: release,
    code: 'LF_AWS_ANSWER',
    says: '{what}: the answer ({status}) is not one of S3: {message}',
    hint: 'Check AWS_ENDPOINT_URL, HTTPS_PROXY and what stands between logflow and S3.',
    why: 'a 404 of a proxy must not count as an object that is gone',
  },
  {
    name: 'forbidden',
    what: 'No access to the object (403)',
    when: [{ name: /^AccessDenied/ }, { status: [403, 403] }],
    tries: brief,
    action: quarantine,
    code: 'LF_OBJECT_FORBIDDEN',
    says: 'no access to {what}: {message}',
    hint: 'Allow {action|s3:GetObject} on it (the message says who is denied); without s3:ListBucket on the bucket this is also what S3 answers for an object that is gone, and for a key of KMS it may not name kms:Decrypt.',
    why: 'D3.10: asked for again for ever; Amazon S3, GetObject',
  },
  {
    name: 'range-ignored',
    what: 'A connection broke, and the server does not honour Range: the rest cannot be had',
    when: [{ name: /^RangeIgnoredError$/ }],
    action: quarantine,
    code: 'LF_OBJECT_READ',
    says: '{what}: {message}',
    hint: 'The S3 endpoint must honour Range; the message stays in the queue.',
    why: 'R8: the beginning must not be read twice',
  },
  {
    name: 'anything-else',
    what: 'S3 said something else',
    when: [{}],
    action: quarantine,
    code: 'LF_OBJECT_READ',
    says: 'cannot read {what}: {name}: {message}',
    hint: 'The message stays in the queue and comes again; AWS said the above.',
    why: 'what is not known is never deleted',
  },
];
