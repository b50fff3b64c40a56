import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { flowDerived } from '../../../../src/formats/vpc-flow-derived.ts';
import { compile } from '../../../../src/parse/compile/compile.ts';
import { GeoFragments } from '../../../../src/parse/compile/geo-fragments.ts';
import { reuseBody } from '../../../../src/parse/transforms.ts';
import { geoOf } from '../../../helpers/geo.ts';
import { block, headerOf, now, object, options } from '../support.ts';

const header = 'start pkt-srcaddr pkt-dstaddr protocol srcport dstport';

/** Every address has a place of its own, and no object is kept for it here. */
const everywhere = {
  ...geoOf(() => undefined),
  find: (address: string, place: Int32Array) => {
    place.fill(0);
    for (let i = 0; i < address.length; i += 1)
      place[0] = Math.imul(place[0] as number, 31) + address.charCodeAt(i);
    return true;
  },
  findV4: (address: number, place: Int32Array) => {
    place.fill(0);
    place[1] = address | 0;
    return true;
  },
  record: (place: Int32Array) => ({ city_name: `${place}`, postal_code: 'x'.repeat(200) }),
};

/** Bytes that are in use, inside and outside of V8's heap. */
function used(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function blockOf(from: number, count: number) {
  const line = (n: number) =>
    `1583680014 9.${n >> 16}.${(n >> 8) & 255}.${n & 255} 2001:db8:${(n & 0xffff).toString(16)}:${n >> 16}::1 6 1 2`;
  return block(Array.from({ length: count }, (_, n) => `${line(from + n)}\n`).join(''));
}

it('300,000 distinct addresses and places take no more memory than 30,000', () => {
  const definition = { ...vpcFlow, derived: flowDerived };
  const env = { geo: everywhere, now: () => now };
  const transform = compile(definition, headerOf(header, definition), object, options, env);
  let docs = 0;
  const read = (from: number, to: number) => {
    for (let at = from; at < to; at += 1000) {
      const chunk = transform(blockOf(at, 1000));
      docs += chunk.docs;
      reuseBody(chunk.body);
    }
    return used();
  };
  const before = read(0, 15_000);
  const after = read(15_000, 150_000);
  expect(docs).toBe(150_000);
  // 270,000 entries of a Map, with their texts, would be 20 MB at the least.
  expect(after - before).toBeLessThan(4 * 2 ** 20);
});

it('places are forgotten when their room is used up, and the room stays as it is', () => {
  const fragments = new GeoFragments(everywhere);
  const room = fragments.words.byteLength;
  expect(room).toBe(16 * 2 ** 20);
  const view = new DataView(new ArrayBuffer(64));
  for (let n = 0; n < 300_000; n += 1) {
    const text = `9.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    Buffer.from(view.buffer).write(text);
    fragments.find(view, 0, text.length);
  }
  expect(fragments.generation).toBeGreaterThan(2);
  expect(fragments.words.byteLength).toBe(room);
});
