import { Help } from '@oclif/core';

/** What people come for, in the order in which they come for it. */
const overview: readonly (readonly [string, string])[] = [
  ['logflow demo', 'see it work, without AWS or a cluster'],
  ['logflow ingest FILE --output ndjson:-', 'the documents that a file becomes'],
  ['logflow ingest FILE --node URL', 'a file into a cluster'],
  ['logflow consume --queue NAME --node URL', 'follow a queue, with a live view'],
  ['logflow backfill --prefix URI --dry-run', 'what is in S3, to load it again'],
  ['logflow audit --prefix URI --node URL', 'is everything in the index?'],
  ['logflow explain s3://BUCKET/KEY', 'one object, step by step'],
  ['logflow dlq list --queue NAME', 'what failed for good, and why'],
  ['logflow COMMAND --help', 'every flag, with examples'],
];

/** `logflow` alone, and `logflow --help`. The lists of topics and commands follow. */
export class LogflowHelp extends Help {
  override formatRoot(): string {
    const width = Math.max(...overview.map(([command]) => command.length));
    const lines = overview.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`);
    return `AWS logs from S3 into Elasticsearch or OpenSearch, and again when asked.\n\n${lines.join('\n')}`;
  }
}
