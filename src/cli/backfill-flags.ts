import { Flags } from '@oclif/core';

/** Which objects of S3 are meant: what `backfill` and `audit` have in common. */
export function listingFlags(helpGroup: string) {
  const several = { multiple: true, multipleNonGreedy: true, helpGroup } as const;
  return {
    prefix: Flags.string({
      summary:
        'Where the logs are; everything behind the bucket is text, not a pattern. May be given several times (in the variable: one a line)',
      env: 'LOGFLOW_PREFIX',
      helpValue: 's3://BUCKET/PREFIX',
      ...several,
    }),
    since: Flags.string({
      summary:
        'Only objects with events from then on, by the time in their key: 2020-03-08, 2020-03-08T12:00 (both in --timezone), 2020-03-08T12:00Z, 2h, 3d, today, yesterday',
      env: 'LOGFLOW_SINCE',
      helpValue: 'TIME',
      helpGroup,
    }),
    until: Flags.string({
      summary: 'And until then; a day is meant with all its hours',
      env: 'LOGFLOW_UNTIL',
      helpValue: 'TIME',
      helpGroup,
    }),
    include: Flags.string({
      summary:
        'Only objects whose key (or s3://BUCKET/KEY) is like this; * stands for any text, slashes too. May be given several times: one of them has to match',
      env: 'LOGFLOW_INCLUDE',
      helpValue: 'PATTERN',
      ...several,
    }),
    exclude: Flags.string({
      summary: 'But none whose key is like this; may be given several times',
      env: 'LOGFLOW_EXCLUDE',
      helpValue: 'PATTERN',
      ...several,
    }),
    account: Flags.string({
      summary:
        'The flow logs of this account, in the default, the hourly and the hive layout, below --prefix; may be given several times',
      env: 'LOGFLOW_ACCOUNT',
      helpValue: 'ACCOUNT',
      ...several,
    }),
    region: Flags.string({
      summary:
        'AWS region. With --account, on the command line: the region of the flow logs, which may be given several times (without it those of all); the region of cluster and queue is then that of LOGFLOW_REGION, of the file or of AWS_REGION',
      env: 'LOGFLOW_REGION',
      helpValue: 'REGION',
      ...several,
    }),
  };
}

const helpGroup = 'BACKFILL';

/** What `backfill` is about, beside its settings. */
export const backfillFlags = {
  ...listingFlags(helpGroup),
  'dry-run': Flags.boolean({
    summary: 'Show what would be loaded: objects, bytes and an estimate of documents and time; write nothing',
    env: 'LOGFLOW_DRY_RUN',
    helpGroup,
  }),
  overwrite: Flags.boolean({
    summary:
      'Replace documents that are there already (after the pipeline was changed) instead of leaving them',
    env: 'LOGFLOW_OVERWRITE',
    helpGroup,
  }),
  enqueue: Flags.boolean({
    summary:
      'Tell --queue of the objects, as S3 would, instead of reading them: its consumers share the work',
    env: 'LOGFLOW_ENQUEUE',
    helpGroup,
  }),
  limit: Flags.string({
    summary: 'Objects, at most; --resume goes on with the next ones (default: all)',
    env: 'LOGFLOW_LIMIT',
    helpValue: 'N',
    helpGroup,
  }),
  rate: Flags.string({
    summary:
      'No faster than so many objects (100) or documents (5000docs) a second (default: as fast as it goes)',
    env: 'LOGFLOW_RATE',
    helpValue: 'N|Ndocs',
    helpGroup,
  }),
  resume: Flags.boolean({
    summary:
      'Go on with what was begun: skip what is in the ledger as done, do the rest and what failed. --no-resume begins anew',
    env: 'LOGFLOW_RESUME',
    allowNo: true,
    helpGroup,
  }),
  'retry-failed': Flags.boolean({
    summary: 'Do just the objects that failed, without listing again',
    env: 'LOGFLOW_RETRY_FAILED',
    helpGroup,
  }),
  state: Flags.string({
    summary:
      'Where the ledger of done objects is kept (default: $XDG_STATE_HOME/logflow or ~/.local/state/logflow)',
    env: 'LOGFLOW_STATE',
    helpValue: 'DIR',
    helpGroup,
  }),
};
