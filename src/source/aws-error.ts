import type { AwsRow } from '../failures/aws-rows.ts';
import { commonRow, queueRow } from '../failures/decide.ts';
import { type Facts, filled } from '../failures/row.ts';
import { LogflowError, type Problem } from '../model/errors.ts';

/** The parts of an SDK error that are read; anything may be thrown, so nothing is taken for granted. */
export interface AwsError extends Facts {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** Storage class and access tier of an archived object. */
  readonly storage: string | undefined;
}

/** Elements of S3's XML become properties of the SDK's errors, whatever they are. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly Region?: unknown;
  readonly Endpoint?: unknown;
  readonly StorageClass?: unknown;
  readonly AccessTier?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly errors?: readonly { readonly message?: string }[];
}

export function readAwsError(error: unknown): AwsError {
  const value = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  const message = String(value.message || value.errors?.[0]?.message || error);
  const storage = [value.StorageClass, value.AccessTier].filter((word) => typeof word === 'string');
  return {
    name: String(value.name ?? value.Code ?? 'Error'),
    // Some answers carry a request id and newlines; a problem is one line.
    message: message.replace(/\s+/g, ' ').trim(),
    status: value.$metadata?.httpStatusCode,
    code: typeof value.code === 'string' ? value.code : undefined,
    region: regionOf(value),
    storage: storage.length > 0 ? storage.join(', ') : undefined,
  };
}

/** Where S3 says the bucket is. The SDK reads the header alone, and only that of a 301. */
function regionOf({ Region, Endpoint, $response }: Thrown): string | undefined {
  const ofEndpoint = /(?:^|[./])s3[.-]([a-z0-9-]+)\.amazonaws\.com/.exec(String(Endpoint ?? ''))?.[1];
  const said = $response?.headers?.['x-amz-bucket-region'] ?? Region ?? ofEndpoint;
  return typeof said === 'string' && /^[a-z0-9-]{1,40}$/.test(said) ? said : undefined;
}

/** The problem of a row of the failure table. `what` it happened to is named in it. */
export function problemOfRow(row: AwsRow, error: AwsError, what: string, bucket?: string): Problem {
  const { name, message, region, storage } = error;
  const words = {
    what,
    bucket,
    name,
    message,
    region,
    storage,
    status: error.status === undefined ? 'no status' : String(error.status),
    // `… is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:…`
    action: /perform: (\w+:\w+)/.exec(message)?.[1],
    key: /\barn:aws[\w-]*:kms:[\w-]*:\d*:(?:key|alias)\/[\w/-]+/.exec(message)?.[0],
  };
  return { code: row.code, message: filled(row.says, words), hint: filled(row.hint, words) };
}

/** What is the same for every AWS service: credentials and the way to the endpoint. */
export function commonProblem(error: AwsError, what: string): Problem | undefined {
  const row = commonRow(error);
  return row && problemOfRow(row, error, what);
}

export function translateQueueError(error: unknown, queue: string): LogflowError {
  if (error instanceof LogflowError) return error;
  const aws = readAwsError(error);
  const row = queueRow(aws);
  return new LogflowError(problemOfRow(row, aws, `queue ${queue}`), { cause: error, exit: row.exit ?? 1 });
}
