import type { PipelineDefinition } from '../parse/definition.ts';

/**
 * Keys of text flow logs: `AWSLogs/{account}/vpcflowlogs/{region}/{yyyy}/{mm}/{dd}/[{hh}/]`, the hive layout
 * (`aws-service=vpcflowlogs`), or AWS's file name (`{account}_vpcflowlogs_…`), with any prefix in front of AWSLogs.
 * `….log.parquet` is another format. No lookaround, so that RE2 can run it too (R15).
 * Source: "Publish flow logs to Amazon S3", Amazon VPC User Guide.
 */
const claims =
  '(?:^|/)AWSLogs/(?:(?:[^/]+/)*(?:aws-service=)?vpcflowlogs/(?:[^/]+/)*|(?:[^/]+/)*[^/_]+_vpcflowlogs_)(?:[^/]*\\.log(?:\\.gz)?|[^/.]+\\.gz)$';

/** VPC flow logs as text, fields in any order by the header line. Transit gateway flow logs have the same keys and pass too. */
export const vpcFlow: PipelineDefinition = {
  name: 'vpcflowlogs',
  version: 1,
  claims,
  format: {
    kind: 'delimited',
    separator: ' ',
    absent: '-',
    headerless:
      'account-id action bytes dstaddr dstport end instance-id interface-id log-status packets pkt-dstaddr pkt-srcaddr protocol srcaddr srcport start subnet-id tcp-flags type version vpc-id'.split(
        ' ',
      ),
  },
  keep: { field: 'log-status', equals: 'OK' },
  // `type` holds the pipeline's name.
  rename: { type: 'type2' },
  numbers: ['bytes', 'packets'],
  drop: ['start', 'end'],
  times: [
    { field: 'start', target: 'start_time' },
    { field: 'end', target: 'end_time' },
  ],
  geo: [
    { field: 'pkt-srcaddr', target: 'src_geoip', failureTag: 'src_geoip_lookup_failure' },
    { field: 'pkt-dstaddr', target: 'dst_geoip', failureTag: 'dst_geoip_lookup_failure' },
  ],
  index: 'vpcflowlogs-{yyyy}-{MM}-{dd}',
  id: 'content',
};
