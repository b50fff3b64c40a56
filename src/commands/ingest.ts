import { Args, Flags } from '@oclif/core';
import { ingestFiles } from '../app/ingest-files.ts';
import { needsCluster, needsFiles } from '../app/settings/load.ts';
import { durableRejects } from '../app/settings/rejects-rules.ts';
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

export default class Ingest extends LogflowCommand {
  static override summary = 'Index local files, or standard input';
  static override description =
    `The same engine and the same ids as \`consume\`, over files: gzip, zstd and plain are told apart by their first bytes.
Doing it twice adds nothing: documents that are there already are counted as duplicates.`;
  static override usage = '<%= command.id %> FILE... --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> flow.log.gz --node http://127.0.0.1:9200',
    'zcat *.log.gz | <%= config.bin %> <%= command.id %> - --output ndjson:- | head -1',
    {
      description: 'As if it had been read from S3, so that ids and log.file.path are those of the object',
      command:
        '<%= config.bin %> <%= command.id %> flow.log.gz --as s3://my-bucket/AWSLogs/123456789010/vpcflowlogs/us-west-2/2020/03/08/flow.log.gz --node http://127.0.0.1:9200',
    },
  ];
  static override strict = false;
  static override args = {
    file: Args.string({
      description: 'Files to read; - is standard input',
      // Else the parser would take a piped stdin for the argument (R35).
      ignoreStdin: true,
    }),
  };
  static override flags = {
    as: Flags.string({
      summary:
        'Name and identity of the object in S3 that the one file is a copy of; ends in ?versionId=ID for one of a versioned bucket. Without it, position ids are those of an object that was put in one piece and not encrypted with KMS',
      env: 'LOGFLOW_AS',
      helpValue: 's3://BUCKET/KEY',
      helpGroup: 'SOURCE',
    }),
    ...settingFlags(...bucketFlagNames, ...clusterFlagNames, ...bulkFlagNames),
    ...settingFlags(...documentFlagNames, ...runFlagNames),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Ingest);
    const files = argv as string[];
    await this.carryOut(flags, [needsFiles(files), needsCluster, durableRejects], (settings, io) =>
      ingestFiles(settings, { files, as: flags.as }, io),
    );
  }
}
