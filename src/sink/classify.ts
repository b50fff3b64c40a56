import { decideCluster } from '../failures/decide.ts';
import type { ClusterRow } from '../failures/item-rows.ts';
import { tooLargeAloneRow } from '../failures/request-rows.ts';
import type { ItemVerdict, RejectReason } from '../model/bulk.ts';
import { never, type Problem } from '../model/errors.ts';
import type { BulkAnswer, RawItem } from './answer.ts';
import { oneLine } from './text.ts';

const ok: ItemVerdict = { kind: 'ok' };
const duplicate: ItemVerdict = { kind: 'duplicate' };

/** What one item of a bulk answer means (R17): what the failure table says. */
export function classifyItem(item: RawItem): ItemVerdict {
  const { op, status, type, reason } = item;
  if (status >= 200 && status < 300 && type === undefined) return ok;
  const row = decideCluster({ name: type, status, message: reason }, { of: 'item', op });
  const { action } = row;
  if (action.kind === 'settle') {
    if (action.as === 'duplicate') return duplicate;
    return { kind: 'reject', problem: problemOf(row, item), reason: reasonOf(item) };
  }
  // The brake is what ends a run, too.
  const again = action.kind === 'retry' && action.how === 'slices';
  const kind = again ? 'retry' : 'brake';
  return { kind, problem: problemOf(row, item), ...(row.doubtful && { doubt: reasonOf(item) }) };
}

/** What to do about a request that was turned down as a whole. */
export type RefusalVerdict =
  | { readonly kind: 'retry'; readonly problem: Problem }
  /** Too large, or one document spoils it for all: halves, down to one document. */
  | { readonly kind: 'split'; readonly problem: Problem }
  | { readonly kind: 'brake'; readonly problem: Problem };

type Refused = Extract<BulkAnswer, { kind: 'refused' }>;

export function classifyRefusal({ status, type, reason }: Refused): RefusalVerdict {
  const { action, code, hint } = decideCluster(
    { name: type, status, message: reason },
    { of: 'request', op: 'create' },
  );
  const said = `the cluster answered ${status} to _bulk: ${type === undefined ? '' : `${type}: `}${reason}`;
  const problem = { code, message: oneLine(said, 400), hint };
  // Nothing settles a whole request: what would settle an item is not understood of it.
  if (action.kind !== 'retry') return { kind: 'brake', problem };
  switch (action.how) {
    case 'slices':
      return { kind: 'retry', problem };
    case 'halves':
      return { kind: 'split', problem };
    case 'braked':
      return { kind: 'brake', problem };
    default:
      return never(action.how);
  }
}

/** What a single document means that was refused as a whole request with 400 or 413. */
export function classifyLoneRefusal(refused: Refused, op: RawItem['op'], bytes: number): ItemVerdict {
  if (refused.status !== 413) return classifyItem({ ...refused, op });
  const message = `a document of ${bytes} bytes is more than the cluster takes in one request (413)`;
  const { code, hint } = tooLargeAloneRow;
  return {
    kind: 'reject',
    problem: { code, message, hint },
    reason: { type: refused.type ?? 'request_entity_too_large', text: message },
  };
}

function problemOf({ code, hint }: ClusterRow, { status, type, reason }: RawItem): Problem {
  const message = oneLine(`${type ?? 'no error type'} (${status}): ${reason ?? 'no reason given'}`, 400);
  return { code, message, hint };
}

function reasonOf({ type, reason }: RawItem): RejectReason {
  return { type: type ?? 'unknown', text: oneLine(reason ?? '', 1000) };
}
