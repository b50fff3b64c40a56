import type { LineBlock } from '../src/model/bulk.ts';
import { articleHeader } from '../test/helpers/flow-lines.ts';

const names = articleHeader.split(' ');
const statusField = names.indexOf('log-status');

/**
 * What one writes in ten minutes: split the lines, build the document, JSON.stringify. The whole document of the
 * article, but without geo and without ids. The yardstick for everything else.
 */
export function splitAndStringify({ bytes }: LineBlock): Buffer {
  let body = '';
  for (const line of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().split('\n')) {
    const values = line.split(' ');
    if (values[statusField] !== 'OK') continue;
    const document: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) {
      const value = values[i];
      if (value === '-' || value === undefined) continue;
      const name = names[i] as string;
      if (name === 'start') {
        const time = new Date(Number(value) * 1000).toISOString();
        document['@timestamp'] = time;
        document.start_time = time;
      } else if (name === 'end') document.end_time = new Date(Number(value) * 1000).toISOString();
      else if (name === 'bytes' || name === 'packets') document[name] = Number(value);
      else document[name === 'type' ? 'type2' : name] = value;
    }
    document.type = 'vpcflowlogs';
    document.tags = ['vpcflowlogs'];
    document.message = line;
    const index = `vpcflowlogs-${String(document['@timestamp']).slice(0, 10)}`;
    body += `${JSON.stringify({ create: { _index: index } })}\n${JSON.stringify(document)}\n`;
  }
  return Buffer.from(body);
}
