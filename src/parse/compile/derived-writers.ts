import { directionOf, scopeOf, scopeOfV4 } from '../address-scope.ts';
import type { DerivedName } from '../definition.ts';
import { communityIdBytes, findCommunityId, writeCommunityId } from './community-id-bytes.ts';
import { readDigits } from './digits.ts';
import type { Plan } from './plan.ts';
import { readV4 } from './read-v4.ts';
import { copyWords, toWords, type Words } from './words.ts';

/**
 * Writes at `o` what is made of some values of a line, with keys and commas, and answers with the place behind it: what `derive`
 * answers for the same values. `ends`: where each value begins and its bytes, in turns; 0 bytes: it has none. The view must be
 * readable 16 bytes further.
 */
export type DerivedWriter = (view: DataView, out: DataView, o: number, ...ends: number[]) => number;

/** Bytes of the longest value, with its quotation marks. */
const longestValue = 2 + communityIdBytes;

const makers: Readonly<Record<DerivedName, (targets: readonly string[]) => DerivedWriter>> = {
  direction: directionWriter,
  'community-id': communityIdWriter,
};

export function derivedWriters({ derived }: Plan): DerivedWriter[] {
  return derived.map(({ asked, targets }) => makers[asked](targets));
}

/** Bytes that they can add to a document. */
export function longestDerived({ derived }: Plan): number {
  const targets = derived.flatMap((one) => one.targets);
  return targets.reduce(
    (sum, target) => sum + Buffer.byteLength(`,${JSON.stringify(target)}:`) + longestValue,
    0,
  );
}

function directionWriter([source = '', destination = '', direction = '']: readonly string[]): DerivedWriter {
  const sources = valuesOf(source);
  const destinations = valuesOf(destination);
  const directions = valuesOf(direction);
  return (view, out, o, s0 = 0, n0 = 0, s1 = 0, n1 = 0) => {
    const from = scopeAt(view, s0, n0);
    const to = scopeAt(view, s1, n1);
    let end = o;
    if (from !== undefined) end = write(out, end, sources(from));
    if (to !== undefined) end = write(out, end, destinations(to));
    return from && to ? write(out, end, directions(directionOf(from, to))) : end;
  };
}

/** Ready-made: there are few values. */
function valuesOf(target: string): (value: string) => Words {
  const known = new Map<string, Words>();
  return (value) => {
    const there = known.get(value);
    if (there !== undefined) return there;
    const made = toWords(`,${JSON.stringify(target)}:"${value}"`);
    known.set(value, made);
    return made;
  };
}

function scopeAt(view: DataView, from: number, length: number) {
  const v4 = readV4(view, from, length);
  return v4 === -1 ? scopeOf(textAt(view, from, length)) : scopeOfV4(v4);
}

function communityIdWriter([target = '']: readonly string[]): DerivedWriter {
  const key = toWords(`,${JSON.stringify(target)}:"`);
  return (view, out, o, s0 = 0, n0 = 0, s1 = 0, n1 = 0, s2 = 0, n2 = 0, s3 = 0, n3 = 0, s4 = 0, n4 = 0) => {
    const protocol = readDigits(view, s2, n2);
    const sourcePort = readDigits(view, s3, n3);
    const destinationPort = readDigits(view, s4, n4);
    if (!findCommunityId(view, s0, n0, s1, n1, protocol, sourcePort, destinationPort)) return o;
    const end = writeCommunityId(out, write(out, o, key));
    out.setUint8(end, 34);
    return end + 1;
  };
}

function write(out: DataView, at: number, { words, bytes }: Words): number {
  copyWords(out, at, words, 0, bytes);
  return at + bytes;
}

function textAt(view: DataView, from: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + from, length).toString('latin1');
}
