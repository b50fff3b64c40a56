import { z } from 'zod';
import type { Place } from '../../source/listing/walk.ts';
import type { Rule } from '../settings/load.ts';
import { count, flag, list, text } from '../settings/units.ts';
import { type Moment, parseMoment } from './moment.ts';
import { flowLogPlaces, parsePrefix, takesAccounts, withoutNested } from './prefixes.ts';
import { parseRate, type RateLimit } from './rate.ts';

/** What an invocation is about, beside its settings. */
export interface BackfillOptions {
  /** Where to list; none lies within another. */
  readonly places: readonly Place[];
  readonly since: Moment | undefined;
  readonly until: Moment | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly dryRun: boolean;
  readonly overwrite: boolean;
  readonly enqueue: boolean;
  /** Objects, at most. */
  readonly limit: number | undefined;
  readonly rate: RateLimit | undefined;
  /** Undefined: nobody said. */
  readonly resume: boolean | undefined;
  readonly retryFailed: boolean;
  /** Directory of the ledgers. */
  readonly state: string | undefined;
}

/** A variable holds several as one text. Globs and prefixes may hold spaces and commas: there only lines are taken apart. */
const lines = z
  .array(z.string())
  .prefault([])
  .transform((values) =>
    values
      .flatMap((value) => value.split(/\r?\n/))
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  );

/** What `read` makes of a text; a mistake when that is nothing. */
const parsed = <T>(read: (text: string) => T | undefined, mistake: string) =>
  text().transform((value, context) => {
    const result = read(value);
    if (result === undefined) context.addIssue({ code: 'custom', message: mistake });
    return result ?? z.NEVER;
  });

const accountMistake = 'must be account ids of 12 digits';
const regionMistake = 'must be like us-west-2';
const momentForm = 'must be like 2020-03-08, 2020-03-08T12:00, 2020-03-08T12:00Z, 2h, 3d, today or yesterday';

const schema = z.object({
  prefix: lines
    .pipe(z.array(parsed(parsePrefix, 'must be s3://BUCKET or s3://BUCKET/PREFIX')))
    .refine((places) => places.length > 0, 'is needed: where the logs are, as in s3://my-bucket/AWSLogs/'),
  account: list(accountMistake)
    .prefault([])
    .pipe(z.array(z.string().regex(/^\d{12}$/, accountMistake))),
  region: list(regionMistake)
    .prefault([])
    .pipe(z.array(z.string().regex(/^[a-z0-9-]{1,64}$/, regionMistake))),
  since: parsed(parseMoment, momentForm).optional(),
  until: parsed(parseMoment, momentForm).optional(),
  include: lines,
  exclude: lines,
  limit: count(1, 1_000_000_000_000).optional(),
  rate: parsed(parseRate, 'must be like 100 (objects a second) or 5000docs').optional(),
  state: text().optional(),
  'dry-run': flag().prefault(false),
  overwrite: flag().prefault(false),
  enqueue: flag().prefault(false),
  resume: flag().optional(),
  'retry-failed': flag().prefault(false),
});

type Parsed = z.output<typeof schema>;

/** Options, and the mistakes in them as a rule: they are told together with those of the settings. */
export interface CheckedOptions {
  /** Whatever there is when `rule` finds no mistake. */
  readonly options: BackfillOptions;
  readonly rule: Rule;
}

/** `flags`: as parsed, with variables as they stand. */
export function backfillOptions(flags: Readonly<Record<string, unknown>>): CheckedOptions {
  const result = schema.safeParse(flags);
  if (result.success) return { options: optionsOf(result.data), rule: () => contradictions(result.data) };
  const mistakes = result.error.issues.map(({ path, message }) => ({
    where: `--${String(path[0])}`,
    what: message,
  }));
  const all = [...distinct(mistakes), ...contradictions(whatIsRight(flags))];
  return { options: {} as BackfillOptions, rule: () => all };
}

/** The flags that can be read although others cannot: they, too, may contradict each other. */
function whatIsRight(flags: Readonly<Record<string, unknown>>): Partial<Parsed> {
  const read = Object.entries(schema.shape).map(([name, field]) => [name, field.safeParse(flags[name]).data]);
  return Object.fromEntries(read);
}

function optionsOf(data: Parsed): BackfillOptions {
  const { prefix, account, region } = data;
  const places =
    account.length > 0 ? prefix.flatMap((place) => flowLogPlaces(place, account, region)) : prefix;
  return {
    places: withoutNested(places),
    since: data.since,
    until: data.until,
    include: data.include,
    exclude: data.exclude,
    dryRun: data['dry-run'],
    overwrite: data.overwrite,
    enqueue: data.enqueue,
    limit: data.limit,
    rate: data.rate,
    resume: data.resume,
    retryFailed: data['retry-failed'],
    state: data.state,
  };
}

/** What is right by itself and makes no sense together. */
function contradictions(data: Partial<Parsed>): { where: string; what: string }[] {
  const said = (...names: (keyof Parsed)[]) => names.every((name) => Boolean(data[name]));
  const all: [boolean, string, string][] = [
    [
      said('enqueue', 'overwrite'),
      '--enqueue, --overwrite',
      'do not go together: an S3 event cannot say how its documents are written; backfill with --overwrite directly',
    ],
    [said('enqueue', 'retry-failed'), '--enqueue, --retry-failed', 'do not go together: use --resume'],
    [
      said('resume', 'retry-failed'),
      '--resume, --retry-failed',
      'do not go together: --resume does what failed too',
    ],
    [
      said('dry-run') && (said('resume') || said('retry-failed')),
      '--dry-run',
      'shows all that would be listed: leave out --resume and --retry-failed',
    ],
    [
      said('enqueue') && data.rate?.of === 'documents',
      '--rate',
      'is in objects a second with --enqueue: how many documents there are is for the consumers to find out',
    ],
    [
      (data.account ?? []).length > 0 && !(data.prefix ?? []).every(takesAccounts),
      '--prefix',
      'must be what stands in front of AWSLogs/ when --account says how it goes on',
    ],
  ];
  return all.filter(([wrong]) => wrong).map(([, where, what]) => ({ where, what }));
}

function distinct(mistakes: { where: string; what: string }[]): { where: string; what: string }[] {
  const seen = new Set<string>();
  return mistakes.filter(({ where, what }) => {
    const text = `${where}: ${what}`;
    return seen.size !== seen.add(text).size;
  });
}
