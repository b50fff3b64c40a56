import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import type { ColumnsDefinition } from '../../../src/parse/definition.ts';
import { Dice, type LineSeed, linesFrom } from '../parse/compile/hostile.ts';
import { columnMachines, type Machine, withoutRows } from '../parse/compile/machines.ts';
import { mutateBytes } from './mutate.ts';

/* Objects as the flow log service stores them, and what becomes of them on a bad day. */

/** The header line is part of the object here: a machine without one has nothing to mutate. */
const flowLogs: readonly Machine<ColumnsDefinition>[] = columnMachines()
  .filter(({ definition, header }) => definition.index === vpcFlow.index && header.fromLine)
  .map(withoutRows)
  // Fewer than compiled functions are kept, with room for headers that were mutated.
  .slice(0, 24);

/** A case is a few numbers, so that a failing one shrinks to the one edit that it takes. */
export interface ObjectSeed {
  readonly machine: number;
  readonly lines: readonly LineSeed[];
  readonly times: number;
  /** Before it was compressed: the writer's fault. */
  readonly textEdits: readonly number[];
  readonly packing: number;
  /** After it: what storage and network do. */
  readonly byteEdits: readonly number[];
  readonly pieceBytes: number;
  readonly blockBytes: number;
  readonly maxLineBytes: number;
}

export const objectSeed: fc.Arbitrary<ObjectSeed> = fc.record({
  machine: fc.nat(flowLogs.length - 1),
  lines: fc.array(fc.record({ shape: fc.nat(9), seed: fc.integer() }), { maxLength: 12 }),
  times: fc.constantFrom(...Array.from({ length: 20 }, () => 1), 4, 4, 10, 50),
  textEdits: fc.array(fc.integer(), { maxLength: 2 }),
  packing: fc.nat(9),
  // What is damaged takes ten times as long to read: its lines are dug out byte by byte.
  byteEdits: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.integer(), { minLength: 1, maxLength: 2 }) },
  ),
  pieceBytes: fc.constantFrom(65_536, 65_536, 65_536, 1_000, 100, 7),
  blockBytes: fc.constantFrom(131_072, 1_000, 64, 64, 64, 64, 64, 64),
  // More than the longest header line has: it is not to be cut.
  maxLineBytes: fc.constantFrom(1_048_576, 9_000, 600, 600),
});

export function machineOf({ machine }: ObjectSeed): Machine<ColumnsDefinition> {
  return flowLogs[machine] as Machine<ColumnsDefinition>;
}

export function storedFrom(seed: ObjectSeed): Uint8Array {
  const { packing, textEdits, byteEdits } = seed;
  const text = edited(textFrom(seed), textEdits);
  return edited(packed(text, packing), byteEdits);
}

function textFrom(seed: ObjectSeed): Buffer {
  const machine = machineOf(seed);
  const { fields } = machine.header;
  const header = fields.map(({ name }) => name).join(machine.definition.format.separator);
  // Shapes up to 5 are odd ones; more than half of the lines are to be lines.
  const lines = linesFrom(
    machine,
    seed.lines.map(({ shape, seed: of }) => ({ shape: Math.min(shape, 6), seed: of })),
  );
  return Buffer.concat([
    Buffer.from(`${header}\n`),
    ...Array.from({ length: seed.times }, () => lines).flat(),
  ]);
}

function edited(bytes: Uint8Array, edits: readonly number[]): Uint8Array {
  return edits.reduce((changed, seed) => mutateBytes(changed, new Dice(seed)), bytes);
}

const quick = { level: 1, memLevel: 1 } as const;

function packed(text: Uint8Array, packing: number): Uint8Array {
  const half = text.length >> 1;
  switch (packing) {
    case 0:
      return text;
    case 1:
      return zstdCompressSync(text);
    case 2:
      return Buffer.concat([zstdCompressSync(text.subarray(0, half)), zstdCompressSync(text.subarray(half))]);
    case 3:
      return Buffer.concat([gzipSync(text.subarray(0, half), quick), gzipSync(text.subarray(half), quick)]);
    case 4:
      return Buffer.concat([gzipSync(text, quick), Buffer.alloc(100)]);
    case 5:
      return Buffer.concat([gzipSync(text, quick), text.subarray(0, 50)]);
    default:
      return gzipSync(text, quick);
  }
}
