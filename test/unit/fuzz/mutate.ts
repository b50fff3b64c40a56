import type { Dice } from '../parse/compile/hostile.ts';

/** One change to bytes: flipped, overwritten, inserted, left out, cut, doubled, or put elsewhere. */
export function mutateBytes(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length + 1);
  const span = 1 + dice.below(dice.of([1, 4, 64, 4096]));
  const before = bytes.subarray(0, at);
  const there = bytes.subarray(at, at + span);
  const behind = bytes.subarray(at + span);
  switch (dice.below(8)) {
    case 0:
      return flipped(bytes, at, 1 << dice.below(8));
    case 1:
      return flipped(bytes, at, 1 + dice.below(255));
    case 2:
      return Buffer.concat([before, noise(dice, span), there, behind]);
    case 3:
      return Buffer.concat([before, behind]);
    case 4:
      return before;
    case 5:
      return Buffer.concat([before, there, there, behind]);
    case 6:
      return Buffer.concat([before, noise(dice, there.length), behind]);
    default: {
      const rest = Buffer.concat([before, behind]);
      const to = dice.below(rest.length + 1);
      return Buffer.concat([rest.subarray(0, to), there, rest.subarray(to)]);
    }
  }
}

function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (at < copy.length) copy[at] = (copy[at] as number) ^ mask;
  return copy;
}

/** Any bytes, or one and the same: a line that does not end. */
function noise(dice: Dice, length: number): Uint8Array {
  if (dice.below(2) === 0) return Buffer.alloc(length, dice.below(256));
  return Buffer.from(dice.times(length, () => dice.below(256)));
}
