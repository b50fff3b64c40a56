import { gzipSync } from 'node:zlib';
import golden from '../fixtures/golden.json' with { type: 'json' };

/** The article's 21 fields, as the header line of its flow log names them. */
export const articleHeader =
  'account-id action bytes dstaddr dstport end instance-id interface-id log-status packets pkt-dstaddr pkt-srcaddr protocol srcaddr srcport start subnet-id tcp-flags type version vpc-id';

/** The article's one line. */
export const goldenLine = golden._source.message;

export const folder = 'AWSLogs/123456789010/vpcflowlogs/us-west-2/2020/03/08';

/** The article's line with another number of bytes: another event. */
export function lineOf(n: number): string {
  return goldenLine.replace(' 385388 ', ` ${n} `);
}

/** An object as the flow log service delivers it. */
export function flowLogObject(lines: readonly string[]): Buffer {
  return gzipSync(`${articleHeader}\n${lines.join('\n')}\n`);
}
