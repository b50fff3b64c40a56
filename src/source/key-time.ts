/** [from, to), ms since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `…_20200308T1500Z_…` in the name of the file, as AWS's delivery writes it. */
const stamp = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_[^/]*$/;
const flowLogName = /_vpcflowlogs_[^/]*$/;

/**
 * The partitions of a path, whole or only their beginning: those of hive, and what stands behind
 * `AWSLogs/[organisation/]account/service/region/`.
 * Source: "Publish flow logs to Amazon S3", Amazon VPC User Guide; CloudTrail's and ELB's have the same shape.
 */
const anchored = [
  /(?:^|\/)year=(\d{4})\/(?:month=(\d{1,2})\/(?:day=(\d{1,2})\/(?:hour=(\d{1,2})\/)?)?)?/,
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?[^/]+\/[^/]+\/[^/]+\/(\d{4})\/(?:(\d{2})\/(?:(\d{2})\/(?:(\d{2})\/)?)?)?/,
];
/** Anywhere else a number is only a number, and three of them are a day; the last ones in the path count. */
const wholeDay = /^(?:.*\/)?(\d{4})\/(\d{2})\/(\d{2})\/(?:(\d{2})\/)?/s;

/**
 * The times that an object of this key may hold events of, as far as the key tells; undefined when it does not.
 * A flow log file named T holds records that end in [T, T + 5 min). Other services stamp the end of the interval (ELB), or
 * the delivery, which may be 15 minutes later (CloudTrail).
 */
export function keyTime(key: string): TimeWindow | undefined {
  const found = stamp.exec(key);
  const at = found && instant(found.slice(1));
  // Digits that are no time say nothing.
  if (at && at.to - at.from === minute) {
    return { from: flowLogName.test(key) ? at.from : at.from - 15 * minute, to: at.from + 5 * minute };
  }
  return folderTime(key.slice(0, key.lastIndexOf('/') + 1));
}

/** The times of everything below a folder (it ends in a slash): a year, a month, a day or an hour. UTC, as AWS writes it. */
export function folderTime(folder: string): TimeWindow | undefined {
  for (const pattern of anchored) {
    const found = pattern.exec(folder);
    if (found) return instant(found.slice(1));
  }
  const found = wholeDay.exec(folder);
  const time = found && instant(found.slice(1));
  return time && time.to - time.from <= day ? time : undefined;
}

/** Year, month, day, hour, minute: as far as they are there and can be. */
function instant(parts: readonly (string | undefined)[]): TimeWindow | undefined {
  const [y = 0, m = 0, d = 0, h = -1, min = -1] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (y < 1970) return undefined;
  if (m < 1 || m > 12) return { from: Date.UTC(y, 0), to: Date.UTC(y + 1, 0) };
  const from = Date.UTC(y, m - 1, d);
  if (d < 1 || new Date(from).getUTCMonth() !== m - 1) {
    return { from: Date.UTC(y, m - 1), to: Date.UTC(y, m) };
  }
  if (h < 0 || h > 23) return { from, to: from + day };
  if (min < 0 || min > 59) return { from: from + h * hour, to: from + (h + 1) * hour };
  return { from: from + h * hour + min * minute, to: from + h * hour + (min + 1) * minute };
}

export function overlaps(a: TimeWindow, b: TimeWindow): boolean {
  return a.from < b.to && b.from < a.to;
}
