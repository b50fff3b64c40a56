import { describe, expect, it } from 'vitest';
import { headerRows } from '../../../src/failures/object-rows.ts';
import { filled } from '../../../src/failures/row.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { readHeader } from '../../../src/parse/header.ts';
import { articleHeader, golden, headerOf } from './support.ts';

const defaultHeader =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

function codeOf(line: string | Uint8Array): string {
  const header = readHeader(vpcFlow, Buffer.from(line));
  return header.kind === 'refused' ? header.problem.code : 'accepted';
}

describe('readHeader', () => {
  it('takes the order of the header line', () => {
    const header = headerOf(defaultHeader);
    expect(header.fromLine).toBe(true);
    expect(header.fields.map(({ name }) => name).join(' ')).toBe(defaultHeader);
  });

  it('renames type to type2 and lets unknown names pass', () => {
    expect(headerOf('start type next-hop-vpc-id')).toEqual({
      kind: 'header',
      fromLine: true,
      fields: [
        { name: 'start', target: 'start' },
        { name: 'type', target: 'type2' },
        { name: 'next-hop-vpc-id', target: 'next-hop-vpc-id' },
      ],
    });
  });

  it.each([
    ['a record', golden._source.message],
    ['upper case', 'ACCEPT OK'],
  ])('takes the order of the article when the first line is %s', (_, line) => {
    const header = headerOf(line);
    expect(header.fromLine).toBe(false);
    expect(header.fields.map(({ name }) => name).join(' ')).toBe(articleHeader);
  });

  it.each([
    ['@timestamp', 'start @timestamp'],
    ['message', 'start message'],
    ['_id', 'start _id'],
    ['__proto__', 'start __proto__'],
    ['constructor', 'start constructor'],
    ['prototype', 'start prototype'],
    ['tags', 'start tags'],
    ['log', 'start log'],
    ['s3', 'start s3'],
    ['start_time', 'start start_time'],
    ['end_time', 'start end_time'],
    ['src_geoip', 'start src_geoip'],
  ])('refuses %s, which has a meaning of its own', (name, line) => {
    expect(codeOf(line)).toBe('LF_HEADER_RESERVED');
    expect(readHeader(vpcFlow, Buffer.from(line))).toMatchObject({
      problem: { message: expect.stringContaining(JSON.stringify(name)) },
    });
  });

  it('reserves type where nothing renames it', () => {
    const header = readHeader({ ...vpcFlow, rename: {} }, Buffer.from('start type'));
    expect(header).toMatchObject({ kind: 'refused', problem: { code: 'LF_HEADER_RESERVED' } });
  });

  it.each([
    ['LF_HEADER_DUPLICATE', 'start bytes bytes'],
    ['LF_HEADER_DUPLICATE', 'start type type2'],
    ['LF_HEADER_NO_TIME', 'version account-id bytes'],
    ['LF_HEADER_NO_TIME', 'hello'],
    ['LF_HEADER_TOO_MANY', `start ${Array.from({ length: 128 }, (_, i) => `f${i}`).join(' ')}`],
    ['LF_HEADER_NAME', `start ${'x'.repeat(65)}`],
    ['LF_HEADER_NAME', 'start account_id'],
    ['LF_HEADER_NAME', 'start  end'],
    ['LF_HEADER_NAME', 'start end '],
    ['LF_HEADER_NAME', 'start\tend'],
    // Lines that end in CR CR LF: their last value would never be OK, and all of them be left out.
    ['LF_HEADER_NAME', 'start log-status\r'],
    ['LF_HEADER_NAME', '{"start":0}'],
    ['LF_HEADER_NAME', ''],
    ['LF_HEADER_BOM', `\uFEFF${defaultHeader}`],
    ['LF_HEADER_BOM', `\uFEFF${golden._source.message}`],
  ])('answers %s to %j', (code, line) => {
    expect(codeOf(line)).toBe(code);
  });

  it('says what docs/failures.md says is to be done', () => {
    const rows = Object.values(headerRows);
    const lines = [
      'start tags',
      'start account_id',
      'start bytes bytes',
      `start ${'x '.repeat(200)}`,
      '\uFEFFstart',
      'hello',
    ];
    const problems = lines.map((line) => {
      const header = readHeader(vpcFlow, Buffer.from(line));
      if (header.kind !== 'refused') throw new Error('accepted');
      return header.problem;
    });
    const wanted = { wanted: 'start or end' };
    const said = problems.map(({ code, hint }) => `${code} ${hint}`).sort();
    expect(said).toEqual(rows.map(({ code, hint }) => `${code} ${filled(hint, wanted)}`).sort());
  });

  it('accepts as many fields as the cap says', () => {
    expect(codeOf(`start ${Array.from({ length: 127 }, (_, i) => `f${i}`).join(' ')}`)).toBe('accepted');
  });

  it('shows a hostile name short and escaped', () => {
    const header = readHeader(vpcFlow, Buffer.from(`start \u001b[31m${'x'.repeat(5000)}`));
    if (header.kind !== 'refused') throw new Error('accepted');
    expect(header.problem.message).not.toContain('\u001b');
    expect(header.problem.message.length).toBeLessThan(200);
  });
});
