import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { noPlaces } from '../../../src/parse/geo-record.ts';
import { noHeader } from '../../../src/parse/header.ts';
import { inlineTransforms } from '../../../src/parse/transforms.ts';
import { UserTransforms } from '../../../src/parse/user-transforms.ts';
import { temporaryFolder } from '../../helpers/temp.ts';
import { ownDefinition } from './own/kit.ts';
import { block, now, object, options } from './support.ts';

const t = '2026-11-22T00:00:00.000Z';

async function open(source: string, deadline = 20) {
  const folder = temporaryFolder();
  const path = join(folder.path, 'transform.ts');
  writeFileSync(path, source);
  const plain = ownDefinition({
    parse: { json: 'lines' },
    steps: [{ time: { field: 't', formats: 'iso' } }],
  });
  const definition = { ...plain, transform: { module: pathToFileURL(path).href, deadline } };
  const inner = inlineTransforms(options, { geo: noPlaces, now: () => now });
  const transforms = await UserTransforms.open([definition], inner);
  const run = async (...events: readonly object[]) => {
    const begun = transforms.begin(definition, noHeader, object);
    const lines = events.map((event) => `${JSON.stringify({ t, ...event })}\n`).join('');
    const one = block(lines.replaceAll(/"N(\d+)"/g, '$1'));
    // In an ArrayBuffer of its own, as every block that is cut from an object.
    const chunk = await begun.transform({ ...one, bytes: new Uint8Array(one.bytes) });
    const items = Buffer.from(chunk.body.subarray(0, chunk.starts[chunk.docs])).toString('utf8').split('\n');
    return { documents: items.filter((_, i) => i % 2 === 1), filtered: chunk.filtered, docs: chunk.docs };
  };
  return {
    run,
    [Symbol.asyncDispose]: async () => {
      await transforms.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

it('a function changes documents and leaves some out; whole numbers keep their digits', async () => {
  await using user = await open(
    'export default (d: any, c: any) => (d.a === 1 ? undefined : { a: d.a, n: d.n, big: typeof d.n, of: c.object });',
  );
  expect(await user.run({ a: 1 }, { a: 2, n: 'N12345678901234567890' }, { a: 3, n: 4 })).toEqual({
    documents: [
      `{"a":2,"n":12345678901234567890,"big":"bigint","of":"${object.uri}"}`,
      `{"a":3,"n":4,"big":"number","of":"${object.uri}"}`,
    ],
    filtered: { transform: 1 },
    docs: 2,
  });
});

it.each([
  ['throws', 'export default () => { throw new Error("no"); }', 'LF_TRANSFORM_FAILED', 'it threw Error: no'],
  ['is async', 'export default async () => ({})', 'LF_TRANSFORM_FAILED', 'a promise'],
  ['answers with a list', 'export default () => []', 'LF_TRANSFORM_FAILED', 'no object'],
  ['ends its thread', 'export default () => process.exit(7)', 'LF_TRANSFORM_DIED', 'exit code 7'],
])('one that %s fails its object', async (_, source, code, text) => {
  await using user = await open(source);
  await expect(user.run({ a: 1 })).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
});

it('one without an end fails its object alone: those that wait for it go on', async () => {
  await using user = await open('export default (d: any) => { while (d.a === 1); return d; }', 0.3);
  const [looping, ...others] = await Promise.allSettled([
    user.run({ a: 1 }),
    user.run({ a: 2 }),
    user.run({ a: 3 }),
  ]);
  expect(looping).toMatchObject({ status: 'rejected', reason: { code: 'LF_TRANSFORM_DEADLINE' } });
  expect(others.map((one) => one.status === 'fulfilled' && one.value.docs)).toEqual([1, 1]);
});

it.each([
  ['const a: = 1;', ''],
  ['export const a = 1;', 'its default export is no function'],
  ['throw new Error("not today");', 'not today'],
])('no run starts with %s', async (source, text) => {
  await expect(open(source)).rejects.toMatchObject({
    ...{ code: 'LF_TRANSFORM_LOAD', exit: 2 },
    message: expect.stringContaining(text),
  });
});
