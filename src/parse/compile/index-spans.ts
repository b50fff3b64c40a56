import { BoundedCache } from '../bounded-cache.ts';

/** Times whose documents go to one index: s since the epoch, `from` included, `to` not. */
export interface IndexSpan {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** Since the start of this slot, UTC offsets have whole minutes everywhere (see local-date.ts). */
const firstSlot = 63_593_100;
const slotSeconds = 900;
const minuteSeconds = 60;
const cachedSlots = 4096;
/** Clocks change inside: it is no span. */
type Slot = IndexSpan | 'mixed';

/**
 * Around a time, a stretch in which the index stays the same. Every minute of it is asked for once, so that it is right by
 * itself wherever clocks change: at midnight, a minute past it, by half an hour.
 */
export function indexSpans(indexOf: (seconds: number) => string): (seconds: number) => IndexSpan {
  const slots = new BoundedCache<number, Slot>(cachedSlots);
  return (seconds) => {
    const from = seconds - (seconds % slotSeconds);
    if (from < firstSlot) return { from: seconds, to: seconds + 1, name: indexOf(seconds) };
    const slot = slots.get(from) ?? slots.set(from, readSlot(indexOf, from));
    if (slot !== 'mixed') return slot;
    const minute = seconds - (seconds % minuteSeconds);
    return { from: minute, to: minute + minuteSeconds, name: indexOf(minute) };
  };
}

function readSlot(indexOf: (seconds: number) => string, from: number): Slot {
  const to = from + slotSeconds;
  const name = indexOf(from);
  for (let minute = from + minuteSeconds; minute < to; minute += minuteSeconds) {
    if (indexOf(minute) !== name) return 'mixed';
  }
  return { from, to, name };
}
