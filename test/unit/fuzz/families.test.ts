import '../parse/compile/cheap-parts.ts';
import { expect, it } from 'vitest';
import { fuzzFamilies, readHostile } from './families.ts';
import { type FamilySample, familySamples } from './family-samples.ts';

/** `npm run fuzz -- families` is the same with millions. */
const cases = 6_000;
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);

it(`${cases} hostile objects of all kinds of logs make documents by their mappings, and books that balance (LOGFLOW_FUZZ_SEED=${seed})`, async () => {
  const { docs, malformed, stopped } = await fuzzFamilies(cases, seed);
  // The generator must not miss what it is for.
  expect(docs).toBeGreaterThan(cases / 2);
  expect(malformed).toBeGreaterThan(cases / 4);
  expect(stopped).toBeGreaterThan(cases / 50);
}, 240_000); // Far more than it takes, for a machine that is busy.

it('all kinds are among them, and make documents as they are', async () => {
  expect(new Set(familySamples.map(({ definition }) => definition.kind))).toEqual(
    new Set(['tokens', 'records', 'own']),
  );
  for (const sample of familySamples) {
    const { docs, malformed, stopped } = await readHostile(sample, sample.content, usual);
    expect([stopped, sample.definition.name, docs > 0]).toEqual([
      false,
      sample.definition.name,
      !('skip' in sample.definition),
    ]);
    expect(malformed, sample.definition.name).toBe(sample.definition.name === 'own0x' ? 1 : 0);
  }
});

const usual = { pieceBytes: 65_536, maxLineBytes: 2 ** 20 };
const mebibytes = 64;

/** A line, or a member of `Records`, of 64 MiB, which nobody ever holds as a whole. */
async function* withGiant({ definition, content }: FamilySample, giant: Buffer): AsyncGenerator<Uint8Array> {
  const text = Buffer.from(content);
  const isRecords =
    (definition.kind === 'records' && definition.envelope === 'records') ||
    (definition.kind === 'own' &&
      definition.parser.kind === 'json' &&
      definition.parser.envelope === 'records');
  const at = isRecords ? text.indexOf('[') + 1 : text.indexOf('\n') + 1;
  yield Uint8Array.from(text.subarray(0, at));
  yield Uint8Array.from(Buffer.from(isRecords ? '{"a":"' : ''));
  for (let n = 0; n < mebibytes; n += 1) yield Uint8Array.from(giant);
  yield Uint8Array.from(Buffer.from(isRecords ? '"},' : '\n'));
  yield Uint8Array.from(text.subarray(at));
}

const giants = [
  ['x', Buffer.alloc(2 ** 20, 'x')],
  ['NUL', Buffer.alloc(2 ** 20)],
] as const;

it.each(familySamples.map((sample) => [sample.definition.name, sample] as const))(
  '%s: what is too long by far is malformed once, and the others go on',
  async (_, sample) => {
    const whole = await readHostile(sample, sample.content, usual);
    for (const [what, giant] of giants) {
      const before = process.memoryUsage().arrayBuffers;
      const { docs, malformed, stopped, reasons } = await readHostile(
        sample,
        withGiant(sample, giant),
        usual,
      );
      expect({ what, docs, malformed, stopped }).toEqual({
        ...{ what, docs: whole.docs, stopped: false },
        malformed: 'skip' in sample.definition ? 0 : whole.malformed + 1,
      });
      if (!('skip' in sample.definition)) expect(reasons).toContain('longer than 1048576 bytes');
      // What is there may wait for the collector; all of it at once it never was.
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1.5 * mebibytes * 2 ** 20);
    }
  },
  60_000,
);

it.each([
  ['objects', '{"a":', '}'],
  ['lists', '[', ']'],
  ['unbalanced', '{"a":[', ''],
])('%s in one another, 150,000 of them, end no process', async (_, open, close) => {
  for (const sample of familySamples) {
    const deep = Buffer.from(`${open.repeat(150_000)}1${close.repeat(150_000)}\n`);
    const { docs, stopped, malformed } = await readHostile(sample, deep, usual);
    expect([sample.definition.name, docs]).toEqual([sample.definition.name, 0]);
    expect(stopped || malformed > 0 || 'skip' in sample.definition, sample.definition.name).toBe(true);
  }
});
