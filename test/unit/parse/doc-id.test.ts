import { describe, expect, it } from 'vitest';
import { contentId, docIds, logstashId, positionPrefix } from '../../../src/parse/doc-id.ts';
import { linesOf } from '../../../src/parse/lines.ts';
import { block, golden } from './support.ts';

const identity = { bucket: 'b', key: 'k', version: 'v' };

function idsOf(kind: Parameters<typeof docIds>[0], text: string, offset = 0) {
  const idOf = docIds(kind, identity);
  return [...linesOf(block(text, offset))].map(idOf);
}

describe('document ids (R1)', () => {
  // Published vectors of MurmurHash3_x86_32 and MurmurHash3_x86_128, seed 0.
  it.each([
    ['', 0],
    ['test', 0xba6bd213],
    ['hello', 0x248bfa47],
    ['hello, world', 0x149bbb7f],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('logstash: murmur3 x86_32 of %j', (text, hash) => {
    expect(logstashId(Buffer.from(text))).toBe(String(hash));
  });

  it.each([
    ['', '00000000000000000000000000000000'],
    ['The quick brown fox jumps over the lazy dog', '2f1583c3ecee2c675d7bf66ce5e91d2c'],
    [golden._source.message, '0945906c8697c990140163479d6cee81'],
  ])('content: murmur3 x86_128 of %j', (text, hash) => {
    expect(Buffer.from(contentId(Buffer.from(text)), 'base64url').toString('hex')).toBe(hash);
  });

  it('content: as base64url without padding, and not of the line end', () => {
    expect(golden._id).toHaveLength(22);
    for (const end of ['', '\n', '\r\n']) {
      expect(idsOf('content', golden._source.message + end)).toEqual([golden._id]);
    }
  });

  it('content: one for a line, whatever object it is in; so it dedupes within an index (R9)', () => {
    const [elsewhere] = [...linesOf(block(golden._source.message, 999))].map(
      docIds('content', { bucket: 'other', key: 'other', version: 'w' }),
    );
    expect(elsewhere).toBe(golden._id);
  });

  it('logstash: of the line with its line end, where the file has one', () => {
    expect(idsOf('logstash', 'a b\na b\r\na b')).toEqual([
      logstashId(Buffer.from('a b\n')),
      logstashId(Buffer.from('a b\r\n')),
      logstashId(Buffer.from('a b')),
    ]);
  });

  it('position: the hash of the identity, a hyphen, and the byte offset', () => {
    const prefix = contentId(Buffer.from([0x62, 0, 0x6b, 0, 0x76]));
    expect(positionPrefix(identity)).toBe(prefix);
    expect(idsOf('position', 'é\nb\n', 1000)).toEqual([`${prefix}-1000`, `${prefix}-1003`]);
  });

  it('position: another version of the key has other ids, and parts cannot slide into each other', () => {
    const prefixes = [
      identity,
      { ...identity, version: 'w' },
      { bucket: 'bk', key: '', version: 'v' },
      { bucket: '', key: 'bk', version: 'v' },
    ].map(positionPrefix);
    expect(new Set(prefixes).size).toBe(4);
  });

  it('none: the cluster chooses', () => {
    expect(idsOf('none', 'a\n')).toEqual([undefined]);
  });
});
