import { expect, it } from 'vitest';
import { recognise } from '../../../src/core/recognise.ts';
import { createRoute, type Heads } from '../../../src/core/route.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { freedPieces } from '../../helpers/freed-pieces.ts';
import { transforms } from './kit.ts';

const json = { ...vpcFlow, name: 'json', claims: 'shared|json' };
const text = { ...vpcFlow, name: 'text', claims: 'shared|text' };
const heads: Heads = {
  begins: (name, head) => name === 'json' && head.startsWith('{'),
  otherwise: undefined,
};
const route = createRoute([text, json], transforms, heads);
const object = (key: string) => ({ kind: 's3', bucket: 'b', key }) as const;

async function* pieces(...all: readonly string[]) {
  for (const piece of all) yield* freedPieces(Buffer.from(piece), piece.length);
}

it.each([
  ['json', ['{"a":1}\n', 'rest'], 'json'],
  ['json in small pieces, blanks in front', ['\n ', ' ', '{"a"', ':1}\nrest'], 'json'],
  ['what nobody knows', ['2020-01-01 a\n'], 'text'],
  ['nothing at all', [], 'text'],
])('a key that two claim: its object is told by its beginning, %s', async (_, given, name) => {
  const claimed = route(object('shared'));
  if (!claimed) throw new Error('not claimed');
  const known = await recognise(claimed, pieces(...given));
  expect(known.pipeline?.name).toBe(name);
  const read: Uint8Array[] = [];
  for await (const piece of known.bytes) read.push(Uint8Array.from(piece));
  expect(Buffer.concat(read).toString()).toBe(given.join(''));
});

it('a key that one claims says it all', () => {
  expect(route(object('text'))?.forHead).toBeUndefined();
  expect(route(object('json'))?.name).toBe('json');
  expect(route(object('other'))).toBeUndefined();
});

it('a file that nobody knows, by its name or its beginning, has no pipeline, and is closed', async () => {
  const unnamed = route({ kind: 'file', path: '/x' });
  if (!unnamed) throw new Error('not read');
  let closed = false;
  async function* open() {
    try {
      yield Buffer.from('?\n');
    } finally {
      closed = true;
    }
  }
  expect((await recognise(unnamed, open())).pipeline).toBeUndefined();
  expect(closed).toBe(true);
});

it('what was looked at and is not wanted is closed, too', async () => {
  const claimed = route(object('shared'));
  let closed = false;
  async function* open() {
    try {
      yield Buffer.from('{\n');
    } finally {
      closed = true;
    }
  }
  if (!claimed) throw new Error('not claimed');
  const { bytes } = await recognise(claimed, open());
  await bytes[Symbol.asyncIterator]().return?.();
  expect(closed).toBe(true);
});
