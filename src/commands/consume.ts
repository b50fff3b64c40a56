import { Flags } from '@oclif/core';
import { afterCluster } from '../app/after/rules.ts';
import { consume } from '../app/consume.ts';
import { needsCluster, needsQueue } from '../app/settings/load.ts';
import { ownSwitches } from '../app/settings/own-flags.ts';
import { durableRejects } from '../app/settings/rejects-rules.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import {
  bucketFlagNames,
  bulkFlagNames,
  clusterFlagNames,
  commonFlags,
  documentFlagNames,
  metricsFlagNames,
  runFlagNames,
  settingFlags,
} from '../cli/setting-flags.ts';

export default class Consume extends LogflowCommand {
  static override summary = 'Follow the queue: index what S3 announces, until stopped';
  static override description =
    `Receives S3 notifications from an SQS queue (straight from S3, through SNS, or from EventBridge), reads each object, and
indexes its lines. A message is deleted once every document of every object that it names is in the index; if anything
goes wrong it stays, for another try or for the queue's redrive policy. Run as many of these as you like.

Ctrl-C (or SIGTERM) finishes what is open, as far as it is done within --stop-grace, and leaves; the rest is put back. A
second one puts everything back at once.
Exit codes: 0 done, 1 something failed, 2 usage or configuration, 130 interrupted.`;
  static override usage = '<%= command.id %> --queue NAME --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --node https://search.example.com',
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --node https://search.example.com --sigv4 es --timezone Asia/Tokyo',
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --output ndjson:out --drain --json',
    {
      description: 'Tag each object once its documents are in',
      command:
        '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --node https://search.example.com --after tag:logflow=done',
    },
  ];
  static override flags = {
    ...settingFlags(
      'queue',
      'queue-owner',
      'region',
      'visibility-timeout',
      'max-processing',
      'read-timeout',
      'after',
    ),
    ...settingFlags(...bucketFlagNames, ...clusterFlagNames, ...bulkFlagNames),
    ...settingFlags(...documentFlagNames, ...runFlagNames, ...metricsFlagNames),
    drain: Flags.boolean({
      summary: 'Stop when the queue is empty, instead of waiting for more (for CI and cron)',
      env: 'LOGFLOW_DRAIN',
      helpGroup: 'RUN',
    }),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Consume);
    const own = ownSwitches('consume', ['drain'], flags, this.argv, process.env);
    await this.carryOut(flags, [needsQueue, needsCluster, durableRejects, afterCluster], (settings, io) =>
      consume(settings, own, io),
    );
  }
}
