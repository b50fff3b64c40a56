import { Flags } from '@oclif/core';
import { bucketFlagNames, settingFlags } from './setting-flags.ts';

/** What the dead-letter commands take of the settings. */
export const dlqSettingFlags = settingFlags(
  'queue',
  'queue-owner',
  'region',
  'read-timeout',
  'concurrency',
  ...bucketFlagNames,
);

const helpGroup = 'DEAD LETTERS';

export const dlqFlag = {
  dlq: Flags.string({
    summary: 'Dead-letter queue (default: the one that the redrive policy of --queue names)',
    env: 'LOGFLOW_DLQ',
    helpValue: 'NAME|URL',
    helpGroup,
  }),
};

export const lookFlag = {
  look: Flags.boolean({
    summary: 'Look at each object again, which tells most reasons (default: true)',
    env: 'LOGFLOW_LOOK',
    allowNo: true,
    helpGroup,
  }),
};

/** Which messages. */
export const selectionFlags = {
  reason: Flags.string({
    summary: 'Only messages with this reason, as `dlq list` names it; may be given several times',
    env: 'LOGFLOW_REASON',
    helpValue: 'REASON',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
  }),
  key: Flags.string({
    summary:
      'Only messages with an object whose key (or s3://BUCKET/KEY) is like this; * stands for any text',
    env: 'LOGFLOW_KEY',
    helpValue: 'PATTERN',
    helpGroup,
  }),
  'message-id': Flags.string({
    summary: 'Only this message; may be given several times',
    env: 'LOGFLOW_MESSAGE_ID',
    helpValue: 'ID',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
  }),
};
