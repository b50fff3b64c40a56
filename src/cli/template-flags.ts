import { Args, Flags } from '@oclif/core';

/** Settings that make a template what it is. */
export const templateFlagNames = [
  'pipelines',
  'timezone',
  'schema',
  'id',
  'index',
  'data-stream',
  'delete-after',
  'object-properties',
] as const;

export const stateFlag = {
  state: Flags.string({
    summary: 'Where previous versions are kept (default: $XDG_STATE_HOME/logflow or ~/.local/state/logflow)',
    env: 'LOGFLOW_STATE',
    helpValue: 'DIR',
    helpGroup: 'RUN',
  }),
};

/** What `diff` and `push` are about. */
export const subjectArg = {
  subject: Args.string({
    description:
      'A pipeline, or a file: a template as `show` prints it, or a version that was saved (default: all pipelines)',
    // Else the parser would take a piped stdin for the argument (R35).
    ignoreStdin: true,
  }),
};
