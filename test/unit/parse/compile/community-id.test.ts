import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { communityId } from '../../../../src/parse/community-id.ts';
import { findCommunityId, writeCommunityId } from '../../../../src/parse/compile/community-id-bytes.ts';
import { sha1Block } from '../../../../src/parse/compile/sha1-block.ts';
import { Dice } from './hostile.ts';

describe('SHA-1 of one block', () => {
  it('is that of node:crypto for every length, whatever the bytes', () => {
    const dice = new Dice(1);
    const padded = Buffer.alloc(64);
    const [block, digest] = [new Int32Array(16), new Int32Array(5)];
    for (let n = 0; n < 20_000; n += 1) {
      const message = Buffer.from(dice.times(n % 56, () => dice.of([0, 127, 128, 255, dice.below(256)])));
      padded.fill(0);
      message.copy(padded);
      padded[message.length] = 0x80;
      padded.writeUInt32BE(message.length * 8, 60);
      for (let i = 0; i < 16; i += 1) block[i] = padded.readInt32BE(i * 4);
      sha1Block(block, digest);
      const hex = [...digest].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
      if (hex !== hash('sha1', message, 'hex')) expect.fail(`${message.toString('hex')}: ${hex}`);
    }
  });
});

/** What is written for two addresses as texts; undefined when there is no ID. */
function written(from: string, to: string, ...numbers: [number, number, number]): string | undefined {
  const text = Buffer.alloc(from.length + to.length + 16);
  text.write(from + to, 'latin1');
  const view = new DataView(text.buffer, text.byteOffset, text.length);
  if (!findCommunityId(view, 0, from.length, from.length, to.length, ...numbers)) return undefined;
  const out = Buffer.alloc(64, '#');
  const end = writeCommunityId(new DataView(out.buffer, out.byteOffset, out.length), 3);
  expect(out.subarray(end).every((byte) => byte === 35)).toBe(true);
  return out.toString('latin1', 3, end);
}

describe('the Community ID, by words', () => {
  it('is that of the plain twin for flows of every kind', () => {
    const dice = new Dice(2);
    const v4 = () => dice.times(4, () => dice.of([0, 1, 127, 128, 255, dice.below(256)])).join('.');
    const v6 = () =>
      dice.times(8, () => dice.of([0, 1, 0x7fff, 0x8000, 0xffff, dice.below(65_536)]).toString(16)).join(':');
    const odd = () =>
      dice.of(['', '-', '::', '::1', '::ffff:1.2.3.4', '1.2.3', '01.2.3.4', 'fe80::1%eth0', 'é']);
    const address = () => dice.of([v4, v4, v6, v6, odd])();
    const port = () => dice.of([-1, 0, 443, 65_535, 65_536, dice.below(65_536)]);
    let made = 0;
    for (let n = 0; n < 50_000; n += 1) {
      const one = address();
      const other = dice.of([address(), address(), one]);
      const protocol = dice.of([6, 6, 17, 132, 47, 1, 58, 0, 255, 256, -1, dice.below(256)]);
      const flow = [one, other, protocol, port(), port()] as const;
      const expected = communityId(...flow);
      if (expected !== undefined) made += 1;
      if (written(...flow) !== expected) expect.fail(`${flow}: ${written(...flow)}, not ${expected}`);
    }
    expect(made).toBeGreaterThan(10_000);
  });
});
