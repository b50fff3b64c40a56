import { Args, Flags } from '@oclif/core';
import { explain } from '../app/explain/explain.ts';
import { explainOptions } from '../app/explain/options.ts';
import { consistentSignIn } from '../app/settings/load.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import { bucketFlagNames, commonFlags, documentFlagNames, settingFlags } from '../cli/setting-flags.ts';

const clusterFlags = settingFlags(
  'node',
  'username',
  'password',
  'api-key',
  'bearer-token',
  'sigv4',
  'ca',
  'request-timeout',
  'template',
);

export default class Explain extends LogflowCommand {
  static override summary = 'One object through every step, writing nothing';
  static override description =
    `Reads the object as \`consume\` would and tells what it found: compression, pipeline and why, header, the first documents with
their index, id and places, what would be left out and why, and what would stand in the way. With --node it also asks the
cluster whether its mapping takes these documents. Reads to the end, to count; Ctrl-C tells what is known by then.
Exit code 0 when the object would be delivered, 1 when not.`;
  static override usage = '<%= command.id %> s3://BUCKET/KEY|FILE|- [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> s3://my-bucket/AWSLogs/123456789010/vpcflowlogs/us-west-2/2020/03/08/flow.log.gz',
    {
      description: 'Would this cluster take it?',
      command: '<%= config.bin %> <%= command.id %> flow.log.gz --node http://127.0.0.1:9200',
    },
    {
      description: 'Would this key be claimed?',
      command:
        '<%= config.bin %> <%= command.id %> flow.log.gz --as s3://my-bucket/AWSLogs/123456789010/vpcflowlogs/us-west-2/2020/03/08/flow.log.gz',
    },
    'zcat flow.log.gz | <%= config.bin %> <%= command.id %> - --docs 1',
    '<%= config.bin %> <%= command.id %> flow.log.gz --json | jq .malformed',
  ];
  static override args = {
    object: Args.string({
      description: 's3://BUCKET/KEY (and ?versionId=ID), a file, or - for standard input',
      // Else the parser would take a piped stdin for the argument (R35).
      ignoreStdin: true,
    }),
  };
  static override flags = {
    docs: Flags.string({
      summary: 'Documents to show, at most (default: 3)',
      env: 'LOGFLOW_DOCS',
      helpValue: 'N',
      helpGroup: 'SOURCE',
    }),
    as: Flags.string({
      summary:
        'Name of the object in S3 that the file is a copy of: its key is judged, and ids are made as `ingest --as` makes them',
      env: 'LOGFLOW_AS',
      helpValue: 's3://BUCKET/KEY',
      helpGroup: 'SOURCE',
    }),
    ...settingFlags('region', ...bucketFlagNames, 'read-timeout'),
    ...clusterFlags,
    ...settingFlags(...documentFlagNames.filter((name) => name !== 'output')),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const options = explainOptions(args.object, flags);
    await this.carryOut(flags, [consistentSignIn], (settings, io) => explain(settings, options, io));
  }
}
