import { z } from 'zod';
import { globMatches } from '../template/glob.ts';
import { flag, text } from './units.ts';

/** `http://host:9000`, without a name and a password: those would end up in messages. */
export const endpointUrl = () =>
  text().refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && !value.includes('@'),
    'must be an http:// or https:// URL without a password',
  );

export const requestPayer = () => z.enum(['requester', 'bucket-owner'], 'must be requester or bucket-owner');

/** What STS takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const roleSessionName = () =>
  text().regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 letters, digits and +=,.@-_');

/** An account id that YAML takes for a number would lose its leading zeros. */
const quoted = z.string('must be text: put it in quotes');

const told = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

/** One entry of `buckets`: what is different for the buckets whose name is like `match`. */
const bucket = z.strictObject(
  {
    match: told(
      quoted.regex(
        /^[A-Za-z0-9._*-]{1,255}$/,
        'must be the name of a bucket, or a pattern in which * stands for any text',
      ),
      'Name of a bucket; `*` stands for any text. The first entry that matches counts',
    ),
    role: told(
      text()
        // aws-cn, aws-us-gov and the like (R40).
        .regex(
          /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
          'must be the ARN of a role, like arn:aws:iam::123456789012:role/logs-reader',
        )
        .optional(),
      'Role to assume for them',
    ),
    'external-id': told(
      quoted.regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits and +=,.@:/-_').optional(),
      "External id that the role's trust policy asks for. Never printed",
    ),
    'session-name': told(
      roleSessionName().optional(),
      'Name of the session, as CloudTrail shows it; else `role-session-name`',
    ),
    profile: told(
      text().optional(),
      "Profile of AWS's own files (`~/.aws/config`) whose credentials are used, or the role is assumed with",
    ),
    'keys-from': told(
      text()
        .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'must be what the names of two variables begin with')
        .refine((value) => !/^A[KS]IA[A-Z0-9]{12,}$/.test(value), 'must not be a key itself: name variables')
        .optional(),
      'Keys out of variables: `OTHER` stands for `OTHER_ACCESS_KEY_ID`, `OTHER_SECRET_ACCESS_KEY` and, if it is set, `OTHER_SESSION_TOKEN`. Keys themselves have no place in the file',
    ),
    region: told(
      text()
        .regex(/^[a-z0-9-]{1,64}$/, 'must be like us-west-2')
        .optional(),
      'Their region; else the one that the message names',
    ),
    endpoint: told(endpointUrl().optional(), 'S3 endpoint; else `s3-endpoint`'),
    'path-style': told(flag().optional(), 'As the setting `path-style`, for them'),
    'request-payer': told(requestPayer().optional(), 'As the setting `request-payer`, for them'),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'must be a mapping of fields' : undefined) },
);

export const bucketFields = bucket.shape;

export const bucketList = z
  .array(bucket, 'must be a list')
  // Also when an entry has mistakes of its own: all are told at once.
  .superRefine((entries, context) => findMistakes(entries, context), { when: () => true });

type Entry = Readonly<Record<string, unknown>>;

/** What one field cannot say alone. Entries may be anything here. */
function findMistakes(entries: unknown, { addIssue }: z.RefinementCtx): void {
  if (!Array.isArray(entries)) return;
  const mistake = (path: PropertyKey[], message: string) => addIssue({ code: 'custom', path, message });
  const patterns: unknown[] = [];
  for (const [i, item] of entries.entries()) {
    const entry: Entry = typeof item === 'object' && item !== null ? item : {};
    const hides = patterns.findIndex((pattern) => covers(pattern, entry.match));
    if (hides >= 0)
      mistake([i, 'match'], `is never reached: buckets[${hides}] comes first and matches it all`);
    patterns.push(entry.match);
    for (const name of ['external-id', 'session-name']) {
      if (name in entry && !('role' in entry)) mistake([i, name], 'needs a role');
    }
    if ('profile' in entry && 'keys-from' in entry)
      mistake([i, 'keys-from'], 'is given, and profile, too: one of them');
  }
}

/** Whether all that the second pattern matches, the first does: its `*` stands for the second's, too. */
function covers(first: unknown, second: unknown): boolean {
  return typeof first === 'string' && typeof second === 'string' && globMatches(first, second);
}
