import { settings } from '../settings/settings.ts';
import { setupSection } from '../settings/setup.ts';

/** What can be answered, in the order of the questions. All but `sign-in` are names of settings, or of the section `setup`. */
export const answerNames = [
  'project',
  'bucket',
  'flow-logs-of',
  'queue',
  'region',
  'node',
  'sign-in',
  'username',
  'timezone',
  'rejects',
] as const;

export type AnswerName = (typeof answerNames)[number];

/** As they were typed or given, trimmed; one that is not there is left out of the file. */
export type Answers = Readonly<Partial<Record<AnswerName, string>>>;

/** How to sign in to the cluster. Secrets have no place in the file: they are in variables. */
export const signIns = ['none', 'es', 'aoss', 'password', 'api-key', 'bearer-token'] as const;

/** Part of `setup`, for `logflow setup`. */
export const ofSetup: ReadonlySet<AnswerName> = new Set(['project', 'bucket', 'flow-logs-of']);

/** `vpc-1, vpc-2` -> both. */
export function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** What is wrong with an answer, in the words of the schema; undefined when nothing is. */
export function mistakeIn(name: AnswerName, value: string): string | undefined {
  switch (name) {
    case 'sign-in':
      return signIns.some((way) => way === value) ? undefined : `must be one of ${signIns.join(', ')}`;
    case 'node':
      return listOf(value).some(hasCredentials) ? secretInUrl : firstIssue(settings.shape.node, value);
    case 'rejects':
      return value.startsWith('dir:') ? notDurable : firstIssue(settings.shape.rejects, value);
    case 'project':
    case 'bucket':
      return firstIssue(setupSection.shape[name], value);
    case 'flow-logs-of':
      return firstIssue(setupSection.shape['flow-logs'], { of: listOf(value) });
    default:
      return firstIssue(settings.shape[name], value);
  }
}

const secretInUrl =
  'must not hold a name and a password: give --username, and the password in LOGFLOW_PASSWORD';
const notDurable =
  "dir:PATH is this machine's own; choose s3://BUCKET/PREFIX or index:NAME, or write dir:PATH and rejects-durable into the file by hand";

function hasCredentials(url: string): boolean {
  return URL.canParse(url) && (new URL(url).username !== '' || new URL(url).password !== '');
}

interface Schema {
  safeParse(value: unknown): {
    readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined;
  };
}

function firstIssue(schema: Schema, value: unknown): string | undefined {
  return schema.safeParse(value).error?.issues[0]?.message;
}
