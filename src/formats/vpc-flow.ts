import type { ColumnsDefinition } from '../parse/definition.ts';
import { flowCounters, flowFields, flowLayouts } from './vpc-flow-fields.ts';

/**
 * Keys of text flow logs: `AWSLogs/{account}/vpcflowlogs/{region}/{yyyy}/{mm}/{dd}/[{hh}/]`, the hive layout
 * (`aws-service=vpcflowlogs`), or AWS's file name (`{account}_vpcflowlogs_…`), with any prefix in front of AWSLogs.
 * `….log.parquet` are flow logs in Parquet. No lookaround, so that RE2 can run it too (R15).
 * Source: "Publish flow logs to Amazon S3", Amazon VPC User Guide.
 */
const folder = '(?:^|/)AWSLogs/(?:[^/]+/)*(?:aws-service=)?vpcflowlogs/(?:[^/]+/)*';
const file = '(?:^|/)AWSLogs/(?:[^/]+/)*[^/_]+_vpcflowlogs_';
const delivered = '(?:[^/]*\\.log(?:\\.gz|\\.parquet)?|[^/.]+\\.gz)';
/** `STREAM-VERSION-YYYY-MM-dd-HH-MM-SS-UUID`. Source: "Configure Amazon S3 object name format", Amazon Data Firehose. */
const firehose = '[^/.]+-[0-9]{4}(?:-[0-9]{2}){5}-[0-9a-f-]{36}';
/**
 * `PREFIX/TASK/LOG-STREAM/000000.gz`, the stream named as flow logs name them: `eni-…-all`. Sources: "View log data exported
 * to Amazon S3", CloudWatch Logs User Guide; "Publish flow logs to CloudWatch Logs", Amazon VPC User Guide.
 */
const exported = '(?:^|/)eni-[0-9a-f]+-(?:all|accept|reject)/[0-9]{6}\\.gz';
const claims = `(?:(?:${folder}|${file})${delivered}|${folder}${firehose}|${exported})$`;

const stamp = '@exported';

/** VPC flow logs as text, fields in any order by the header line. Transit gateway flow logs have the same keys and pass too. */
export const vpcFlow: ColumnsDefinition = {
  kind: 'columns',
  name: 'vpcflowlogs',
  version: 1,
  claims,
  format: {
    kind: 'delimited',
    separator: ' ',
    absent: '-',
    headerless: flowLayouts,
    stamp,
    wrapped: true,
  },
  documented: flowFields,
  keep: { field: 'log-status', equals: 'OK' },
  // `type` holds the pipeline's name.
  rename: { type: 'type2' },
  numbers: flowCounters,
  drop: ['start', 'end', stamp],
  times: [
    { field: 'start', target: 'start_time' },
    { field: 'end', target: 'end_time' },
  ],
  geo: [
    { field: 'pkt-srcaddr', target: 'src_geoip', failureTag: 'src_geoip_lookup_failure' },
    { field: 'pkt-dstaddr', target: 'dst_geoip', failureTag: 'dst_geoip_lookup_failure' },
  ],
  names: [],
  derived: [],
  index: 'vpcflowlogs-{yyyy}-{MM}-{dd}',
  id: 'content',
};
