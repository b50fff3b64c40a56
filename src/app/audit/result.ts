import type { Asked } from '../backfill/listing.ts';
import { listingJson } from '../backfill/result.ts';
import type { Result } from '../result.ts';
import { type Findings, total } from './findings.ts';
import type { Fixed } from './fix.ts';
import { auditText } from './text.ts';

export interface Audited {
  readonly asked: Asked;
  readonly findings: Findings;
  /** All that was listed was examined. */
  readonly finished: boolean;
  readonly fixed: Fixed | undefined;
  readonly fast: boolean;
}

/** How it ended: `ok` when nothing is missing (any more), and nothing is left that nobody knows about. */
export function auditResult(audited: Audited): Result {
  const { asked, findings, finished, fixed, fast } = audited;
  const left = gapsLeft(audited);
  const ok = finished && left === 0;
  const json = {
    type: 'audit',
    ok,
    finished,
    by: fast ? 'ledger' : 'reading',
    ...findingsJson(findings),
    gaps: left,
    listing: listingJson(asked.selection, 0),
    ...(fixed && {
      fix: { run: fixed.run.json, ...(fixed.again && { again: findingsJson(fixed.again) }) },
    }),
  };
  return {
    ok,
    json,
    text: auditText(audited, left),
    ...(fixed?.run.error && { error: fixed.run.error }),
  };
}

/** Objects that are not proven to be whole. */
function gapsLeft({ findings, fixed }: Audited): number {
  const gaps = gapsOf(findings);
  if (!fixed?.again) return gaps;
  return gaps - total(fixed.again) + gapsOf(fixed.again);
}

function gapsOf({ objects: { short, missing, unreadable } }: Findings): number {
  return short + missing + unreadable;
}

function findingsJson({ objects, documents, kept, left }: Findings): object {
  return { objects, documents, findings: kept, ...(left > 0 && { more: left }) };
}
