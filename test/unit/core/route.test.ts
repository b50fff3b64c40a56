import { expect, test } from 'vitest';
import { createRoute } from '../../../src/core/route.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { header, line, refOf, route, transforms } from './kit.ts';

const identity = { bucket: 'b', key: 'k', version: 'v' };

test('an object is claimed by its key, and one that nobody claims has no pipeline', () => {
  expect(route(refOf('x'))?.name).toBe('vpcflowlogs');
  expect(route({ kind: 's3', bucket: 'b', key: 'elsewhere/x.txt' })).toBeUndefined();
});

test('a file is read whatever it is called; the name that it is given counts first', () => {
  expect(route({ kind: 'file', path: '/tmp/anything.txt' })?.name).toBe('vpcflowlogs');
  expect(route({ kind: 'stdin', path: '-' })?.name).toBe('vpcflowlogs');
  const other = { ...vpcFlow, name: 'other', claims: '^other/' };
  const two = createRoute([vpcFlow, other], transforms);
  const as = { bucket: 'b', key: 'other/x' };
  expect(two({ kind: 'file', path: '/tmp/AWSLogs/1/vpcflowlogs/x.log', as })?.name).toBe('other');
});

test('the first line decides how the others are read, or refuses the object', async () => {
  const pipeline = route(refOf('x'));
  const begun = pipeline?.begin(Buffer.from(header.trimEnd()), { identity, uri: 's3://b/k' });
  if (begun?.kind !== 'ready') throw new Error(`it is ${begun?.kind}`);
  const chunk = await begun.transform({
    bytes: new Uint8Array(Buffer.from(header + line(1) + line(2, 'NODATA'))),
    offset: 0,
  });
  expect(chunk).toMatchObject({ read: 2, docs: 1, filtered: { NODATA: 1 }, malformed: 0 });
  const refused = pipeline?.begin(Buffer.from('start __proto__'), { identity, uri: 's3://b/k' });
  expect(refused).toMatchObject({ kind: 'refused', problem: { hint: expect.any(String) } });
});

test('every header is read as itself, however many there were, and a long first line, too', () => {
  const pipeline = route(refOf('x'));
  const begin = (text: string) => pipeline?.begin(Buffer.from(text), { identity, uri: 's3://b/k' }).kind;
  const names = header.trimEnd();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 50; i++) {
      expect(begin(`${names} extra-${i}`)).toBe('ready');
      expect(begin(`${names} ${i}`)).toBe('ready');
      expect(begin(`${names} account-id-${i} account-id-${i}`)).toBe('refused');
    }
    expect(begin(`${names} ${'x'.repeat(5_000)}`)).toBe('refused');
  }
});
