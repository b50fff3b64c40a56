import { foreignRow } from '../failures/object-rows.ts';
import { LogflowError } from '../model/errors.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

/** Bytes by which every kind is told. */
export const headBytes = 12;

/** A kind of compression that is not read. */
interface Foreign {
  readonly name: string;
  readonly begins: readonly (readonly number[])[];
  /** What writes its contents to standard output, for people. */
  readonly tool: string;
}

const bytesOf = (text: string): number[] => [...Buffer.from(text, 'latin1')];

/** As each format's specification begins. */
const foreign: readonly Foreign[] = [
  { name: 'zip', begins: [bytesOf('PK\x03\x04'), bytesOf('PK\x05\x06')], tool: 'unzip -p FILE' },
  // The level is one of 1 to 9; behind it stands a block, or the end of an empty file.
  {
    name: 'bzip2',
    begins: [...'123456789'].flatMap((level) => [
      bytesOf(`BZh${level}1AY&SY`),
      bytesOf(`BZh${level}\x17rE8P\x90`),
    ]),
    tool: 'bzcat FILE',
  },
  { name: 'xz', begins: [bytesOf('\xfd7zXZ\0')], tool: 'xzcat FILE' },
  {
    name: 'snappy',
    begins: [bytesOf('\xff\x06\0\0sNaPpY'), bytesOf('\x82SNAPPY\0')],
    tool: 'snzip -dc FILE',
  },
];

/** What an object is compressed with, by its first `headBytes` bytes. Throws `LF_OBJECT_COMPRESSION` for what is not read. */
export function compressionOf(head: Uint8Array): Compression {
  if (begins(head, [0x1f, 0x8b])) return 'gzip';
  if (begins(head, [0x28, 0xb5, 0x2f, 0xfd]) || isSkippable(head)) return 'zstd';
  const found = foreign.find((kind) => kind.begins.some((bytes) => begins(head, bytes)));
  if (found === undefined) return 'none';
  throw new LogflowError({
    code: foreignRow.code,
    message: `the object is compressed with ${found.name}, which logflow does not read`,
    hint: `Store it as gzip, zstd or plain text. To load this one: ${found.tool} | logflow ingest - --as s3://BUCKET/KEY`,
  });
}

/** A frame of zstd that holds no data may be the first: 0x184d2a50 to 0x184d2a5f (RFC 8878, 3.1.2). */
function isSkippable(head: Uint8Array): boolean {
  return ((head[0] ?? 0) & 0xf0) === 0x50 && begins(head.subarray(1), [0x2a, 0x4d, 0x18]);
}

function begins(head: Uint8Array, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte);
}
