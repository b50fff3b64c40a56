import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { decideS3 } from '../../../failures/decide.ts';
import type { Problem } from '../../../model/errors.ts';
import { type AwsError, problemOfRow } from '../../../source/aws-error.ts';
import { askHome } from '../../../source/bucket-region.ts';
import type { Asked } from '../aws-call.ts';
import { type Check, check, skipped, worst } from '../check.ts';
import type { BucketFacts } from '../facts.ts';
import { type NamedBucket, namedBuckets } from './bucket-names.ts';
import type { AwsDeps } from './deps.ts';

/** The buckets that logs come from: whether they are there, where, and whether they may be listed. */
export function bucketCheck(deps: AwsDeps): Check {
  return check({
    id: 'bucket',
    title: 'bucket',
    needs: ['accepted'],
    after: ['feeds', 'topics', 'rules'],
    gives: ['buckets'],
    async run({ accepted, ...known }, signal) {
      const named = namedBuckets(deps, accepted, known);
      if (named.length === 0) return skipped('nothing names one: pass --prefix s3://BUCKET/PREFIX');
      const looked = await Promise.all(named.map((bucket) => look(deps, bucket, signal)));
      const buckets = looked.flatMap(({ bucket }) => bucket ?? []);
      const problems = looked.flatMap(({ failure, bucket, named }) =>
        failure ? { failure, bucket, named } : [],
      );
      // A policy may still name a bucket of former times.
      const grave = ({ named, bucket }: (typeof problems)[number]) =>
        named.meant || bucket || buckets.length === 0;
      const failures = problems.filter((one) => grave(one)).map(({ failure }) => failure);
      const passing = problems.filter((one) => !grave(one)).map(({ failure }) => failure);
      const warnings = [...passing, ...looked.flatMap(({ warning }) => warning ?? [])];
      const says = buckets.map(({ name, region }) => `${name}${region ? ` in ${region}` : ''}`).join(', ');
      return worst({ failures, warnings }, says, buckets.length > 0 ? { buckets } : {});
    },
  });
}

interface Looked {
  readonly named: NamedBucket;
  readonly bucket?: BucketFacts;
  readonly failure?: Problem;
  readonly warning?: Problem;
}

async function look(deps: AwsDeps, named: NamedBucket, signal: AbortSignal): Promise<Looked> {
  const { name } = named;
  const asked = await list(deps, named, signal);
  if (asked.kind === 'answer') return { named, bucket: { ...named, region: asked.value, listable: true } };
  if (asked.kind === 'refused') return { named, failure: refusedBucket(deps, asked.error, name) };
  const paid = await list(deps, named, signal, 'requester');
  const failure = paid.kind === 'answer' ? requesterPays(name) : undefined;
  const bucket = { ...named, region: undefined, listable: false };
  return failure ? { named, failure } : { named, bucket, warning: mayNotList(name, asked.problem) };
}

function refusedBucket({ section }: AwsDeps, error: AwsError, name: string): Problem {
  const problem = wordedS3(error, `s3://${name}`, name);
  if (!section || problem.code !== 'LF_BUCKET_MISSING') return problem;
  return { ...problem, hint: `Run \`logflow setup\`. If it is there already: ${problem.hint}` };
}

/** Answers with the region. */
function list(
  { s3, ask }: AwsDeps,
  { name, prefix }: NamedBucket,
  signal: AbortSignal,
  payer?: 'requester',
): Promise<Asked<string | undefined>> {
  const question = { service: 's3', action: 's3:ListBucket', of: `bucket ${name}` };
  const command = () =>
    new ListObjectsV2Command({
      ...{ Bucket: name, MaxKeys: 1, ...(prefix !== undefined && { Prefix: prefix }) },
      ...(payer && { RequestPayer: payer }),
    });
  const home = async (client: S3Client) => {
    await client.send(command(), { abortSignal: signal });
    return client.config.region();
  };
  return ask(question, signal, () => askHome(s3, { bucket: name }, home));
}

/** As the failure table words it for an object. */
export function wordedS3(error: AwsError, what: string, bucket: string): Problem {
  const { row } = decideS3(error, { failures: Number.POSITIVE_INFINITY, redirected: true, resuming: false });
  return problemOfRow(row, error, what, bucket);
}

function mayNotList(name: string, { message }: Problem): Problem {
  return {
    code: 'LF_DOCTOR_DENIED',
    message,
    hint: `Allow s3:ListBucket on bucket ${name}: consume reads without it, but then S3 answers 403 for an object that is gone, and its message is held back instead of settled.`,
  };
}

function requesterPays(name: string): Problem {
  return {
    code: 'LF_BUCKET_REQUESTER_PAYS',
    message: `bucket ${name} answers only to those who pay for their requests (Requester Pays)`,
    hint: 'Pass --request-payer requester, or set request-payer of its entry in `buckets`.',
  };
}
