import { audit } from '../app/audit/audit.ts';
import { auditInvocation } from '../app/audit/options.ts';
import { auditFlags } from '../cli/audit-flags.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import {
  bucketFlagNames,
  bulkFlagNames,
  clusterFlagNames,
  commonFlags,
  documentFlagNames,
  runFlagNames,
  settingFlags,
} from '../cli/setting-flags.ts';

export default class Audit extends LogflowCommand {
  static override summary = 'Prove that nothing is missing: what is in S3 against what is in the index';
  static override description =
    `Reads each object as \`consume\` would, counts the lines that become documents, and compares with the documents that carry its
path. Where the numbers differ it looks for each document by its id: so that lines which two objects share, rejected documents
(with --rejects) and documents of indices that were deleted by age are told apart from loss. Writes nothing, unless --fix.

Give it the settings of the consumer (--index, --id, --timezone): ids and indices are made of them. Leave out with --until what is
still on its way. An index that is not there counts as expired when it is older than the oldest one that is.

Exit codes: 0 nothing is missing (or it is healed), 1 something is, or could not be read, 2 usage or configuration, 130 interrupted.`;
  static override usage = '<%= command.id %> --prefix s3://BUCKET/PREFIX --node URL [FLAGS]';
  static override examples = [
    {
      description: 'Is all of yesterday there?',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --since yesterday --until yesterday --node https://search.example.com',
    },
    {
      description: 'And if not, load what is not, and nothing else',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --since yesterday --until yesterday --node https://search.example.com --rejects s3://my-bucket/rejects --fix',
    },
    {
      description: 'What is short, as a list',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket --account 123456789010 --node https://search.example.com --json | jq \'.findings[] | select(.state == "short")\'',
    },
    {
      description: 'After a backfill, without reading its objects again',
      command:
        '<%= config.bin %> <%= command.id %> --prefix s3://my-bucket/AWSLogs/ --since 2020-03-08 --until 2020-03-08 --node https://search.example.com --fast',
    },
  ];
  static override flags = {
    ...settingFlags('read-timeout', ...bucketFlagNames),
    ...settingFlags(...clusterFlagNames, ...bulkFlagNames),
    ...settingFlags(...documentFlagNames.filter((name) => name !== 'output'), ...runFlagNames),
    ...auditFlags,
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Audit);
    const { settings, rules, options } = auditInvocation(flags, this.argv, process.env);
    await this.carryOut(settings, rules, (checked, io) => audit(checked, options, io));
  }
}
