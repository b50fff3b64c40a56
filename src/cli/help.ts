import { Help } from '@oclif/core';

type Line = readonly [command: string, what: string];

/** All that there is, in the order in which people come for it. */
const overview: readonly (readonly [heading: string, lines: readonly Line[]])[] = [
  [
    'BEGIN',
    [
      ['logflow demo', 'see it work, without AWS or a cluster'],
      ['logflow init', 'write a commented logflow.yaml'],
      ['logflow setup --dry-run', 'what AWS needs, before it is made'],
      ['logflow doctor', 'what is not in place, and the cure'],
    ],
  ],
  [
    'RUN',
    [
      ['logflow consume', 'follow the queue, with a live view'],
      ['logflow status --watch', 'queue, cluster, and how far it lags'],
      ['logflow template diff', 'do the templates fit? (install, push)'],
      ['logflow dashboards install', 'the charts, for Kibana or OpenSearch'],
    ],
  ],
  [
    'AGAIN',
    [
      ['logflow backfill --prefix URI --dry-run', 'what is in S3, to load it again'],
      ['logflow audit --prefix URI', 'is everything in the index? --fix'],
      ['logflow ingest FILE', 'a file of this machine'],
    ],
  ],
  [
    'TROUBLE',
    [
      ['logflow explain s3://BUCKET/KEY', 'one object, step by step'],
      ['logflow dlq list', 'what failed, and why (show, redrive)'],
      ['logflow rejects list', 'what the cluster refused (replay)'],
    ],
  ],
];

/** `logflow` alone, and `logflow --help`: one screen. */
export class LogflowHelp extends Help {
  override formatRoot(): string {
    const width = Math.max(...overview.flatMap(([, lines]) => lines.map(([command]) => command.length)));
    const groups = overview.map(([heading, lines]) =>
      [heading, ...lines.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`)].join('\n'),
    );
    return [
      'AWS logs from S3 into Elasticsearch or OpenSearch, and again when asked.',
      ...groups,
      '`logflow COMMAND --help` has every flag, with examples; `logflow autocomplete`\nmakes the shell complete them.',
    ].join('\n\n');
  }

  /** Without the lists of topics and commands: all of them stand above. */
  protected override async showRootHelp(): Promise<void> {
    this.log(this.formatRoot());
  }
}
