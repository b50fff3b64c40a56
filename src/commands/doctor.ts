import { Flags } from '@oclif/core';
import { doctor } from '../app/doctor/doctor.ts';
import { doctorOptions, needsSubject } from '../app/doctor/options.ts';
import { consistentSignIn } from '../app/settings/load.ts';
import { durableRejects } from '../app/settings/rejects-rules.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import { bucketFlagNames, clusterFlagNames, commonFlags, settingFlags } from '../cli/setting-flags.ts';

export default class Doctor extends LogflowCommand {
  static override summary = 'Look at everything on the way from S3 to the index; each finding with its cure';
  static override description =
    `Checks credentials, queue, dead-letter queue, topic, subscription, rule, bucket, notification, real objects, cluster, disks, blocks,
template, existing indices and clocks, side by side, and says of each: ok, warning, failure, or skipped and why. What cannot be
judged because something else is broken is skipped, so that one cause is told once. What hangs is named within five seconds.

Writes nothing, and receives no message. What may not be asked is a warning with the name of the action that is missing.
Give it the settings of the consumer. Exit codes: 0 no failure (warnings may be), 1 a failure, 2 usage or configuration.`;
  static override usage = '<%= command.id %> --queue NAME --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --node https://search.example.com',
    {
      description: 'Is this prefix of the bucket announced, and can its objects be read?',
      command:
        '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --prefix s3://my-bucket/AWSLogs/123456789010/vpcflowlogs/',
    },
    {
      description: 'The cluster alone',
      command: '<%= config.bin %> <%= command.id %> --node https://search.example.com --sigv4 es',
    },
    {
      description: 'What is not well, for a script',
      command:
        "<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --json | jq '.checks[] | select(.problems) | {id, state, problems}'",
    },
  ];
  static override flags = {
    prefix: Flags.string({
      summary: 'Where the logs are (default: what the policies of queue and topic name)',
      env: 'LOGFLOW_PREFIX',
      helpValue: 's3://BUCKET/PREFIX',
      helpGroup: 'SOURCE',
    }),
    ...settingFlags(
      'queue',
      'queue-owner',
      'region',
      'visibility-timeout',
      'max-processing',
      ...bucketFlagNames,
    ),
    ...settingFlags(...clusterFlagNames.filter((name) => name !== 'request-timeout' && name !== 'patience')),
    ...settingFlags('bulk-bytes', 'template', 'rejects', 'rejects-durable'),
    ...settingFlags('pipelines', 'timezone', 'schema', 'id', 'index', 'object-properties', 'geo-database'),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const options = doctorOptions(flags);
    const rules = [needsSubject(options), consistentSignIn, durableRejects];
    await this.carryOut(flags, rules, (settings, io) => doctor(settings, options, io));
  }
}
