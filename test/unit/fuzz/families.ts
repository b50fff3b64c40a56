import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { envelopeOf } from '../../../src/core/route.ts';
import type { BulkChunk } from '../../../src/model/bulk.ts';
import { LogflowError } from '../../../src/model/errors.ts';
import { lineBlocks } from '../../../src/parse/blocks.ts';
import { compile } from '../../../src/parse/compile/compile.ts';
import type { FieldKind, PipelineDefinition, PipelineOptions } from '../../../src/parse/definition.ts';
import { noPlaces } from '../../../src/parse/geo-record.ts';
import { noHeader } from '../../../src/parse/header.ts';
import { interpret } from '../../../src/parse/interpret.ts';
import { firstLine } from '../../../src/parse/lines.ts';
import { ownHeader } from '../../../src/parse/own/csv-header.ts';
import { decompress } from '../../../src/source/decompress.ts';
import { expectSame, same } from '../parse/compile/expect-same.ts';
import { Dice } from '../parse/compile/hostile.ts';
import { type FamilySample, familySamples } from './family-samples.ts';
import { mutateBytes } from './mutate.ts';

/** What writers, users and attackers put where a value was expected. */
const poisons: readonly (string | Buffer)[] = [
  ...['"__proto__":{"x":1},', '"constructor":1,', '"tags":7,"type":{},"log":[],', '"a.b":1,', '"":1,'],
  ...['1e400', '-1e400', '1e-400', '99999999999999999999', '-0', '0x1', 'NaN', '007', '1E5', '1.0'],
  ...['"\\ud800"', '"\\u0000"', '\u0000', '\u2028', '\uFEFF', '"\\', '\\"', '"', "'", '[', ']', '{', '}'],
  ...['[[[[[[[[[[[[[[[[[[[[[[', '{"a":'.repeat(30), '}'.repeat(30), ',', ':', 'null', 'true', '\t', '  '],
  ...['\n', '\r\n', '\r', '#Fields: a b\n', '#Fields: date time __proto__\n', '%{a}', '-', '- - -'],
  ...['255.255.255.256:99999', '::ffff:1.2.3.4%eth0', '2099-01-01T00:00:00Z', '0000-00-00T00:00:00Z'],
  ...[Buffer.of(0xc3), Buffer.of(0xff, 0xfe), Buffer.of(0xed, 0xa0, 0x80), Buffer.alloc(700, 'x')],
];

export interface FamilySeed {
  readonly sample: number;
  readonly poisons: readonly number[];
  readonly textEdits: readonly number[];
  readonly isPacked: boolean;
  readonly byteEdits: readonly number[];
  readonly pieceBytes: number;
  readonly maxLineBytes: number;
}

const seeds: fc.Arbitrary<FamilySeed> = fc.record({
  sample: fc.nat(familySamples.length - 1),
  poisons: fc.array(fc.integer(), { maxLength: 3 }),
  textEdits: fc.array(fc.integer(), { maxLength: 2 }),
  isPacked: fc.boolean(),
  byteEdits: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.integer(), { minLength: 1, maxLength: 2 }) },
  ),
  pieceBytes: fc.constantFrom(65_536, 1_000, 64, 3),
  maxLineBytes: fc.constantFrom(2 ** 20, 2 ** 20, 1_500, 200),
});

export interface FamilyCounts {
  readonly docs: number;
  readonly malformed: number;
  readonly stopped: number;
}

/**
 * Takes `cases` hostile objects of every kind of log down the path of its pipeline. Throws fast-check's error for anything but
 * documents that are JSON, of their pipeline, by their mapping, and books that balance; an object may end with a problem.
 */
export async function fuzzFamilies(cases: number, seed: number): Promise<FamilyCounts> {
  const counts = { docs: 0, malformed: 0, stopped: 0 };
  const property = fc.asyncProperty(seeds, async (one) => {
    const sample = familySamples[one.sample] as FamilySample;
    const end = await readHostile(sample, storedFrom(sample, one), one);
    counts.docs += end.docs;
    counts.malformed += end.malformed;
    counts.stopped += end.stopped ? 1 : 0;
  });
  await fc.assert(property, { numRuns: cases, seed, includeErrorInReport: true });
  return counts;
}

function storedFrom({ content }: FamilySample, one: FamilySeed): Uint8Array {
  const poisoned = one.poisons.reduce<Uint8Array>((bytes, number) => {
    const dice = new Dice(number);
    const at = dice.below(bytes.length + 1);
    const taken = dice.below(2) === 0 ? 0 : dice.below(12);
    const poison = dice.of(poisons);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(poison), bytes.subarray(at + taken)]);
  }, content);
  const edit = (bytes: Uint8Array, number: number) => mutateBytes(bytes, new Dice(number));
  const text = one.textEdits.reduce(edit, poisoned);
  return one.byteEdits.reduce(edit, one.isPacked ? gzipSync(text, { level: 1 }) : text);
}

const now = 1_795_392_000;
const object = { uri: 's3://b/k', identity: { bucket: 'b', key: 'k', version: 'v' } };
const env = { geo: noPlaces, now: () => now };
const plainOptions: Omit<PipelineOptions, 'maxLineBytes'> = {
  ...{ timezone: 'UTC', opType: 'create', origin: true, maxIndices: 100 },
  ...{ earliest: 0, maxFuture: 86_400 },
};

/** `bytes`: as they are stored. */
export async function readHostile(
  { definition }: Pick<FamilySample, 'definition'>,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  { pieceBytes, maxLineBytes }: Pick<FamilySeed, 'pieceBytes' | 'maxLineBytes'>,
) {
  const end = { docs: 0, malformed: 0, blocks: 0, stopped: false, reasons: [] as string[] };
  const options = { ...plainOptions, maxLineBytes };
  const pieces = bytes instanceof Uint8Array ? cut(bytes, pieceBytes) : bytes;
  let transforms: readonly ReturnType<typeof interpret>[] | undefined;
  try {
    for await (const block of lineBlocks(decompress(pieces), {
      ...{ blockBytes: 4096, maxLineBytes },
      envelope: envelopeOf(definition),
    })) {
      assert.ok(block.bytes.length <= Math.max(4096, maxLineBytes + 3) * 2, 'a block is bounded');
      end.blocks += 1;
      if (transforms === undefined) {
        const line = firstLine(block);
        if (line === undefined) continue;
        const header = definition.kind === 'own' ? ownHeader(definition, line) : noHeader;
        if (header.kind === 'refused') return { ...end, stopped: true };
        const twins = definition.kind === 'tokens' ? [interpret, compile] : [compile];
        transforms = twins.map((twin) => twin(definition, header, object, options, env));
      }
      const [chunk, other] = transforms.map((transform) => transform(block)) as [BulkChunk, BulkChunk?];
      if (other && !same(chunk, other)) expectSame(chunk, other, definition.name);
      checkChunk(chunk, definition);
      end.docs += chunk.docs;
      end.malformed += chunk.malformed;
      end.reasons.push(...chunk.samples.map(({ reason }) => reason));
    }
  } catch (error) {
    // What an object may end with: its message stays, and somebody is told.
    if (!(error instanceof LogflowError) || !/^LF_(OBJECT|RECORDS)_/.test(error.code)) throw error;
    end.stopped = true;
  }
  return end;
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

function checkChunk(chunk: BulkChunk, definition: PipelineDefinition): void {
  const filtered = Object.values(chunk.filtered).reduce((sum, count) => sum + count, 0);
  assert.equal(chunk.read, chunk.docs + filtered + chunk.malformed, 'the books balance');
  const lines = new TextDecoder('utf-8', { fatal: true }).decode(chunk.body).split('\n');
  assert.equal(lines.pop(), '', 'the last line is ended');
  assert.equal(lines.length, chunk.docs * 2, 'two lines a document');
  const fit = definition.kind === 'records' && definition.steps.find(({ kind }) => kind === 'fit');
  for (let at = 0; at < lines.length; at += 2) {
    const action = JSON.parse(lines[at] ?? '') as { create: { _index: string; _id: string } };
    assert.match(action.create._index, new RegExp(`^${definition.name}-\\d{4}-\\d\\d-\\d\\d$`));
    assert.match(action.create._id, /^[A-Za-z0-9_-]{22}(-\d+)?$/);
    const document = JSON.parse(lines[at + 1] ?? '') as Record<string, unknown>;
    // A field of an own event wins.
    if (definition.kind !== 'own') assert.equal(document.type, definition.name);
    assert.ok(Array.isArray(document.tags) && document.tags[0] === definition.name, 'tags');
    assert.ok(!Number.isNaN(Date.parse(String(document['@timestamp']))), 'a time');
    if (fit && fit.kind === 'fit') checkMapped(document, fit.fields, fit.other);
  }
}

const common = ['@timestamp', 'type', 'tags', 'log', 's3'];

/** No cluster refuses it: each value is of its declared type, and no name is another. */
function checkMapped(
  document: Record<string, unknown>,
  fields: Readonly<Record<string, FieldKind>>,
  other: string,
): void {
  const kinds: Readonly<Record<string, FieldKind>> = { ...fields, [other]: 'text' };
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, path);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, path === '' ? name : `${path}.${name}`);
    } else {
      assert.ok(Object.hasOwn(kinds, path), `${path} has a type`);
      assert.ok(isOfKind(value, kinds[path] as FieldKind), `${path} holds ${JSON.stringify(value)}`);
    }
  };
  for (const [name, value] of Object.entries(document)) if (!common.includes(name)) visit(value, name);
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'keyword':
      return value !== null;
    case 'text':
      return typeof value === 'string';
    case 'ip':
      return isIP(String(value)) > 0 && !String(value).includes('%');
    case 'long':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 63;
    case 'double':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  }
}
