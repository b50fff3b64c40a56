import { Flags } from '@oclif/core';
import { listingFlags } from './backfill-flags.ts';

const helpGroup = 'AUDIT';

/** What `audit` is about, beside its settings: objects are chosen as `backfill` chooses them. */
export const auditFlags = {
  ...listingFlags(helpGroup),
  fix: Flags.boolean({
    summary:
      'Load the objects again that are short or missing, and those alone; then look at each of them once more',
    env: 'LOGFLOW_FIX',
    helpGroup,
  }),
  fast: Flags.boolean({
    summary:
      'Go by the ledger of a backfill with the same prefixes, times and patterns, where it knows an object, instead of reading it',
    env: 'LOGFLOW_FAST',
    helpGroup,
  }),
  state: Flags.string({
    summary: 'Where that ledger is (default: $XDG_STATE_HOME/logflow or ~/.local/state/logflow)',
    env: 'LOGFLOW_STATE',
    helpValue: 'DIR',
    helpGroup,
  }),
};
