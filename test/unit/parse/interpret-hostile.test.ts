import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import type { BulkChunk } from '../../../src/model/bulk.ts';
import { readHeader } from '../../../src/parse/header.ts';
import { linesOf } from '../../../src/parse/lines.ts';
import { articleHeader, block, documents, items, transformOf } from './support.ts';

const header = 'start end bytes packets log-status pkt-srcaddr type interface-id';

const time = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1583600000, max: 1583700000 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('-', '', '0', '01', '-5', '9'.repeat(30), '1583680014.5') },
);
const count = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt(0n, 2n ** 63n).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('-', '', '00', 'NaN', '1e9', `${2n ** 64n}`) },
);
const anyBytes = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes));
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => Buffer.from(value));
const word = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((value) => Buffer.from(value));

/** Lines that come close to what is expected, with hostile values in some places. */
const nearLine = fc
  .tuple(
    word(time),
    word(time),
    word(count),
    word(count),
    word(fc.constantFrom('OK', 'OK', 'OK', 'NODATA', '-', 'ok', '__proto__')),
    word(fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('-', 'x', '54.187.220.203'))),
    fc.oneof(word(fc.constant('IPv4')), text),
    fc.oneof(text, anyBytes),
  )
  .map((values) =>
    Buffer.concat(values.flatMap((value, i) => (i === 0 ? [value] : [Buffer.from(' '), value]))),
  );
const anyLine = fc.oneof(
  { weight: 6, arbitrary: nearLine },
  { weight: 1, arbitrary: anyBytes },
  { weight: 1, arbitrary: fc.constantFrom(Buffer.from(header), Buffer.from(''), Buffer.from('\r')) },
);
const lineEnd = fc.constantFrom('\n', '\n', '\r\n').map((value) => Buffer.from(value));
const object = fc
  .tuple(fc.array(fc.tuple(anyLine, lineEnd), { maxLength: 30 }), anyLine)
  .map(([lines, last]) => Buffer.concat([...lines.flat(), last]));

function checkChunk(chunk: BulkChunk): void {
  const filtered = Object.values(chunk.filtered).reduce((sum, n) => sum + n, 0);
  expect(chunk.read).toBe(chunk.docs + filtered + chunk.malformed);
  expect(chunk.samples.length).toBe(Math.min(3, chunk.malformed));
  expect(chunk.starts.length).toBe(chunk.docs + 1);
  expect(chunk.starts[0]).toBe(0);
  expect(chunk.starts[chunk.docs]).toBe(chunk.body.length);
  expect(chunk.body.filter((byte) => byte === 10).length).toBe(chunk.docs * 2);
  expect(items(chunk).length).toBe(chunk.docs);
}

describe('interpret on hostile input', () => {
  it('never throws, its books balance, and each item is two lines of JSON', () => {
    let docs = 0;
    fc.assert(
      fc.property(object, (bytes) => {
        const chunk = transformOf(header, { options: { origin: true } })(block(bytes));
        checkChunk(chunk);
        const names = Buffer.from(header);
        const lines = [...linesOf(block(bytes))].filter(
          ({ content }) => content.length > 0 && !names.equals(content),
        );
        expect(chunk.read).toBe(lines.length);
        const messages = new Map(
          lines.map(({ content, offset }) => [offset, Buffer.from(content).toString()]),
        );
        for (const document of documents(chunk)) {
          const { log, message } = document as { log: { offset: number }; message: string };
          expect(message).toBe(messages.get(log.offset));
        }
        docs += chunk.docs;
      }),
      { numRuns: 1000 },
    );
    // The generator must not miss what it is for.
    expect(docs).toBeGreaterThan(500);
  });

  it('makes the same documents of one block and of many', () => {
    fc.assert(
      fc.property(object, (bytes) => {
        const settings = { definition: { id: 'position' as const }, options: { maxIndices: 1 } };
        const whole = transformOf(header, settings)(block(bytes));
        const transform = transformOf(header, settings);
        const parts = [...linesOf(block(bytes))].map(({ raw, offset }) => transform({ bytes: raw, offset }));
        expect(Buffer.concat(parts.map(({ body }) => body)).equals(whole.body)).toBe(true);
        expect(parts.reduce((sum, { malformed }) => sum + malformed, 0)).toBe(whole.malformed);
      }),
    );
  });

  it('takes any bytes for an object without a header line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        checkChunk(transformOf('2 ACCEPT')(block(bytes)));
      }),
    );
  });

  it('readHeader answers any first line, and a header it takes is safe in a document', () => {
    const names = fc.constantFrom(
      ...articleHeader.split(' '),
      'type2',
      '__proto__',
      'constructor',
      'message',
      'X',
      '',
    );
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(names, { maxLength: 25 }).map((all) => Buffer.from(all.join(' '))),
      fc
        .shuffledSubarray(articleHeader.split(' '), { minLength: 1 })
        .map((all) => Buffer.from(all.join(' '))),
    );
    let taken = 0;
    fc.assert(
      fc.property(line, (bytes) => {
        const read = readHeader(vpcFlow, bytes);
        if (read.kind === 'refused') return;
        taken += read.fromLine ? 1 : 0;
        const targets = read.fields.map(({ target }) => target);
        expect(new Set(targets).size).toBe(targets.length);
        for (const target of targets) expect(target).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(targets).not.toContain('type');
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
