import { number } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { Result } from '../result.ts';
import type { Asked } from './listing.ts';
import type { Selection } from './selection.ts';
import type { Progress } from './work.ts';

/** How a backfill ended. */
export interface BackfillEnd {
  readonly result: Result;
  readonly end: Progress['end'];
  readonly failed: number;
}

interface Parts extends Omit<BackfillEnd, 'result'> {
  /** Absent when nothing was listed, because the ledger said what to do. */
  readonly asked: Asked | undefined;
  readonly progress: Progress;
  /** Path of the ledger. */
  readonly ledger: string;
}

/** The summary of a run, and what the listing brought and left out. */
export function withListing(result: Result, parts: Parts): BackfillEnd {
  const { asked, progress, ledger, end, failed } = parts;
  const listing = asked && listingJson(asked.selection, progress.doneBefore);
  const text = asked ? listingText(asked.selection, progress.doneBefore) : '';
  const ok = result.ok && end !== 'early';
  // Nothing has failed, and yet it is not done.
  const told = result.ok && !ok ? result.text.replace(/^done/, 'STOPPED before its end') : result.text;
  return {
    result: {
      ...result,
      ok,
      json: { ...result.json, ok, ...(listing && { listing }), finished: end === 'all', ledger },
      text: `${told}${text}  ledger      ${printable(ledger)}\n`,
    },
    end,
    failed,
  };
}

/** Fields are only ever added. */
export function listingJson({ counts, examples }: Selection, doneBefore: number): object {
  const { listed, selected, bytes, otherTime, excluded, unclaimed, folders } = counts;
  return {
    listed,
    selected,
    bytes,
    skipped: { done: doneBefore, otherTime, excluded, unclaimed, folders },
    unclaimed: examples,
  };
}

export function listingText({ counts, examples }: Selection, doneBefore: number): string {
  const skipped: [number, string][] = [
    [doneBefore, 'done before'],
    [counts.otherTime, 'of another time'],
    [counts.excluded, 'excluded'],
    [counts.unclaimed, 'that no pipeline claims'],
    [counts.folders, 'folders'],
  ];
  const some = skipped.filter(([n]) => n > 0).map(([n, what]) => `${number(n)} ${what}`);
  const left = some.length > 0 ? `, left out: ${some.join(', ')}` : '';
  const shown = examples.map((uri) => `              ${printable(uri)}\n`).join('');
  const of = shown === '' ? '' : `  unclaimed   for example\n${shown}`;
  return `  listed      ${number(counts.listed)} objects${left}\n${of}`;
}
