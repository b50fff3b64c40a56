import { asRecord } from '../../template/mapping.ts';

/** Which objects a rule of EventBridge is about, as far as its pattern is of the kinds that one writes for S3. */
export interface ObjectPattern {
  /** Undefined: every bucket that sends to EventBridge. */
  readonly buckets: readonly string[] | undefined;
  readonly prefix: string;
  readonly suffix: string;
  /** Whether created objects are among them. */
  readonly created: boolean;
}

/** Source: "Amazon EventBridge event patterns"; "Amazon S3 Event Notifications: EventBridge". */
export function readPattern(pattern: string | undefined): ObjectPattern {
  const { source, detail, 'detail-type': type } = parse(pattern);
  const { bucket, object } = asRecord(detail);
  const names = texts(asRecord(bucket).name);
  const keys = [asRecord(object).key].flat().map(asRecord);
  const created = among(source, 'aws.s3') && among(type, 'Object Created');
  const [only] = keys.length === 1 ? keys : [];
  const { before, after } = endsOf(only?.wildcard);
  return {
    buckets: names,
    prefix: typeof only?.prefix === 'string' ? only.prefix : before,
    suffix: typeof only?.suffix === 'string' ? only.suffix : after,
    created,
  };
}

/** Of `AWSLogs/*.log.gz`, in which a backslash makes a star of `*`. */
function endsOf(wildcard: unknown) {
  const parts: readonly string[] = String(wildcard ?? '').match(/\\.|[^\\]/gs) ?? [];
  const plain = (some: readonly string[]) => some.map((part) => part.at(-1)).join('');
  const [first, last] = [parts.indexOf('*'), parts.lastIndexOf('*')];
  if (first < 0) return { before: plain(parts), after: '' };
  return { before: plain(parts.slice(0, first)), after: plain(parts.slice(last + 1)) };
}

function parse(pattern: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(pattern ?? ''));
  } catch {
    return {};
  }
}

function texts(value: unknown): readonly string[] | undefined {
  const found = [value].flat().filter((one) => typeof one === 'string');
  return found.length > 0 ? found : undefined;
}

/** A field that a pattern leaves out may be anything. */
function among(value: unknown, wanted: string): boolean {
  const found = texts(value);
  return value === undefined || found === undefined || found.includes(wanted);
}
