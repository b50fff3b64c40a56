import { directionOf, scopeOf, scopeOfV4 } from '../address-scope.ts';
import type { RuleDerived } from '../definition.ts';
import { ipVersions } from '../derive.ts';
import type { DerivedName } from '../enrichments.ts';
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

/** What is written around a value, with its quotation marks. Undefined: the value is not wanted. */
type Frame = readonly [before: string, behind: string] | undefined;

/** What a rule of the kind `derived` writes. `key`: `"name":`. */
export interface RuleWriter {
  readonly what: RuleDerived;
  readonly key: string;
}

const makers: Readonly<Record<DerivedName, (frames: readonly Frame[]) => DerivedWriter>> = {
  direction: directionWriter,
  'community-id': ([frame]) => communityIdWriter(frame),
};
const ruleMakers: Readonly<Record<RuleDerived, (frame: Frame) => DerivedWriter>> = {
  direction: (frame) => directionWriter([undefined, undefined, frame]),
  'community-id': communityIdWriter,
  'ip-version': ipVersionWriter,
};

export function derivedWriters({ derived }: Plan): DerivedWriter[] {
  return derived.map(({ asked, targets }) =>
    makers[asked](targets.map((target) => [`,${JSON.stringify(target)}:"`, '"'] as const)),
  );
}

export function ruleWriters(rules: readonly RuleWriter[]): DerivedWriter[] {
  return rules.map(({ what, key }) => ruleMakers[what]([`${key}"`, '",']));
}

/** Bytes that these can add to a document: `"name":` and a value each, in marks and with commas. */
export function longestDerived(keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + Buffer.byteLength(key) + communityIdBytes + 4, 0);
}

function directionWriter([source, destination, direction]: readonly Frame[]): DerivedWriter {
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
function valuesOf(frame: Frame): (value: string) => Words {
  const known = new Map<string, Words>();
  return (value) => {
    const there = known.get(value);
    if (there !== undefined) return there;
    const made = toWords(frame ? `${frame[0]}${value}${frame[1]}` : '');
    known.set(value, made);
    return made;
  };
}

function scopeAt(view: DataView, from: number, length: number) {
  const v4 = readV4(view, from, length);
  if (v4 !== -1) return scopeOfV4(v4);
  return scopeOf(Buffer.from(view.buffer, view.byteOffset + from, length).toString('latin1'));
}

function communityIdWriter([before, behind] = ['', ''] as NonNullable<Frame>): DerivedWriter {
  const key = toWords(before);
  const end = toWords(behind);
  return (view, out, o, s0 = 0, n0 = 0, s1 = 0, n1 = 0, s2 = 0, n2 = 0, s3 = 0, n3 = 0, s4 = 0, n4 = 0) => {
    const protocol = readDigits(view, s2, n2);
    const sourcePort = readDigits(view, s3, n3);
    const destinationPort = readDigits(view, s4, n4);
    if (!findCommunityId(view, s0, n0, s1, n1, protocol, sourcePort, destinationPort)) return o;
    return write(out, writeCommunityId(out, write(out, o, key)), end);
  };
}

function ipVersionWriter(frame: Frame): DerivedWriter {
  const values = valuesOf(frame);
  const [v4, v6] = ['.', ':'].map((mark) => values(ipVersions[mark] ?? '')) as [Words, Words];
  return (view, out, o, from = 0, length = 0) => {
    for (let at = from, end = (from + length) | 0; at < end; at = (at + 1) | 0) {
      const byte = view.getUint8(at);
      if (byte === 46) return write(out, o, v4);
      if (byte === 58) return write(out, o, v6);
    }
    return o;
  };
}

function write(out: DataView, at: number, { words, bytes }: Words): number {
  copyWords(out, at, words, 0, bytes);
  return at + bytes;
}
