import { regionsOf } from '../backfill/invocation.ts';
import { type BackfillOptions, backfillOptions } from '../backfill/options.ts';
import { needsNode, type Rule } from '../settings/load.ts';
import { type Flags, withWords } from '../settings/own-flags.ts';
import { durableRejects } from '../settings/rejects-rules.ts';
import { flag } from '../settings/units.ts';

/** What an audit is about, beside its settings. */
export interface AuditOptions {
  /** Which objects: chosen as `backfill` chooses them. */
  readonly listing: BackfillOptions;
  /** Load again what is short or missing, and look once more. */
  readonly fix: boolean;
  /** Believe a backfill's ledger about what its objects hold (R32). */
  readonly fast: boolean;
  /** Of the clients when nothing else names one. */
  readonly region: string | undefined;
}

const switches = ['fix', 'fast'] as const;

/** The command line, taken apart: settings, options, and what has to be right before anything is done. */
export function auditInvocation(
  flags: Flags,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): {
  readonly settings: Record<string, unknown>;
  readonly rules: readonly Rule[];
  readonly options: AuditOptions;
} {
  const regions = regionsOf(flags, argv, env);
  const own: Flags = { ...withWords(flags, argv, env), region: regions.ofLogs };
  const { options: listing, rule } = backfillOptions(own);
  const read = switches.map((name) => flag().prefault(false).safeParse(own[name]));
  const [fix = false, fast = false] = read.map(({ data }) => data === true);
  const mistakes = switches
    .filter((_, i) => read[i]?.success === false)
    .map((name) => ({ where: `--${name}`, what: 'must be true or false' }));
  return {
    settings: { ...flags, region: regions.setting },
    rules: [rule, () => mistakes, needsNode, ...whatCanBeAudited, ...(fix ? [durableRejects, needsIds] : [])],
    options: { listing, fix, fast, region: regions.ofLogs[0] },
  };
}

const whatCanBeAudited: readonly Rule[] = [
  ({ output }) =>
    output === undefined || output === 'cluster'
      ? []
      : [{ where: '--output', what: 'must be cluster: an audit looks into the indices of one' }],
  ({ id, origin }) =>
    id === 'none' && flag().safeParse(origin).data === false
      ? [
          {
            where: '--id none, --no-origin',
            what: 'leave nothing to audit by: documents have neither an id nor the path of their object',
          },
        ]
      : [],
];

/** Without ids what is there of an object would be there twice. */
const needsIds: Rule = ({ id }) =>
  id === 'none'
    ? [
        {
          where: '--fix, --id none',
          what: 'do not go together: documents that are there would be there twice',
        },
      ]
    : [];
