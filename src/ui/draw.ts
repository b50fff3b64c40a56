import type { Glyphs } from './theme.ts';

/** The last `width` values as one row, the largest of them at full height. Fewer values stand at the right. */
export function sparkline(values: readonly number[], width: number, { spark }: Glyphs): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const most = Math.max(0, ...shown);
  const step = (value: number) =>
    most === 0 ? 0 : Math.ceil((Math.max(0, value) / most) * (spark.length - 1));
  return shown
    .map((value) => spark[step(value)] ?? '')
    .join('')
    .padStart(Math.max(0, width));
}

/** A bar of `width` columns, `share` of it full. */
export function bar(share: number, width: number, { full, empty }: Glyphs): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return full.repeat(filled) + empty.repeat(Math.max(0, width - filled));
}
