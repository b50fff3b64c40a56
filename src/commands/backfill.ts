import { backfill } from '../app/backfill/backfill.ts';
import { backfillInvocation } from '../app/backfill/invocation.ts';
import { durableRejects } from '../app/settings/rejects-rules.ts';
import { backfillFlags } from '../cli/backfill-flags.ts';
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

export default class Backfill extends LogflowCommand {
  static override summary = 'Load what is in S3: list it, and index it directly';
  static override description =
    `Lists the prefixes, many folders at once, and reads each object through the same engine and with the same ids as \`consume\`:
doing it twice, or beside a consumer, adds nothing (documents that are there are counted as duplicates).

Objects are chosen by the time in their key; those without one by when they were uploaded. A day is a day in --timezone. Ten
minutes more on both sides are loaded, because a flow log file may hold what began before it.

Each object that came to its end is a line in a ledger, one file for each job. A job is the prefixes, times and patterns, the
cluster (or output, or queue), and what documents look like. Interrupted, it prints the command that goes on.

Exit codes: 0 done, 1 something failed or is left, 2 usage or configuration, 130 interrupted.`;
  static override usage = '<%= command.id %> --prefix s3://BUCKET/PREFIX --node URL [FLAGS]';
  static override examples = [
    {
      description: 'What would be loaded, and how long would it take?',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --since yesterday --until yesterday --dry-run',
    },
    {
      description: 'A day again, in the time zone of the indices',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --since 2020-03-08 --until 2020-03-08 --timezone Asia/Tokyo --node https://search.example.com',
    },
    {
      description: 'Two accounts, one region, the last three hours, gently',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket --account 123456789010 --account 210987654321 --region us-west-2 --since 3h --rate 5000docs --node https://search.example.com',
    },
    {
      description: 'Go on after an interruption; then once more what failed',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --node https://search.example.com --resume',
    },
    '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --node https://search.example.com --retry-failed',
    {
      description: 'Let the consumers that are running share the work',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --since 2020-03-01 --enqueue --queue loganalyticsdev-queue --rate 50',
    },
  ];
  static override flags = {
    ...settingFlags('queue', 'queue-owner', 'read-timeout', 'after'),
    ...settingFlags(...bucketFlagNames, ...clusterFlagNames, ...bulkFlagNames),
    ...settingFlags(...documentFlagNames, ...runFlagNames, ...metricsFlagNames),
    ...backfillFlags,
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Backfill);
    const { settings, rules, invocation } = backfillInvocation(flags, this.argv, process.env);
    await this.carryOut(settings, [...rules, durableRejects], (checked, io) =>
      backfill(checked, invocation, io),
    );
  }
}
