import { folderTime, overlaps, type TimeWindow } from '../key-time.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A file whose name says another time than its folder: near midnight it may be in the next one. */
const slack = hour;
/** Folders in folders; deeper ones are listed as a whole. */
const deepest = 12;

/**
 * What to do about a folder when only some times are asked for: nothing, list it as a whole, or look which folders are in
 * it, which is how listing becomes many lists at once, and how years that nobody asked for are passed by.
 */
export function folderPlan(folder: string, depth: number, asked: TimeWindow): 'skip' | 'list' | 'explore' {
  const time = folderTime(folder);
  if (time && !overlaps({ from: time.from - slack, to: time.to + slack }, asked)) return 'skip';
  if (depth >= deepest) return 'list';
  if (!time) return 'explore';
  const length = time.to - time.from;
  if (length <= hour) return 'list';
  // Where all of a day is asked for there is nothing to gain from its hours.
  const whole = asked.from <= time.from && time.to <= asked.to;
  return length <= day && whole ? 'list' : 'explore';
}
