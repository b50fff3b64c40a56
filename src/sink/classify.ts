import type { ItemVerdict, RejectReason } from '../model/bulk.ts';
import { never, type Problem } from '../model/errors.ts';
import type { BulkAnswer, RawItem } from './answer.ts';
import { type ItemRule, itemRules, keepThem } from './item-rules.ts';
import { oneLine } from './text.ts';

const ok: ItemVerdict = { kind: 'ok' };
const duplicate: ItemVerdict = { kind: 'duplicate' };

/** What one item of a bulk answer means (R17). */
export function classifyItem(item: RawItem): ItemVerdict {
  if (item.status >= 200 && item.status < 300 && item.type === undefined) return ok;
  const rule = ruleFor(item);
  switch (rule.meaning) {
    case 'conflict':
      return item.op === 'create' ? duplicate : { kind: 'retry', problem: problemOf(rule, item) };
    case 'reject':
      return { kind: 'reject', problem: problemOf(rule, item), reason: reasonOf(item) };
    case 'retry':
    case 'brake':
      return { kind: rule.meaning, problem: problemOf(rule, item) };
    default:
      return never(rule.meaning);
  }
}

/** What to do about a request that was turned down as a whole. */
export type RefusalVerdict =
  | { readonly kind: 'retry'; readonly problem: Problem }
  /** Too large, or one document spoils it for all: halves, down to one document. */
  | { readonly kind: 'split'; readonly problem: Problem }
  | { readonly kind: 'brake'; readonly problem: Problem };

type Refused = Extract<BulkAnswer, { kind: 'refused' }>;

export function classifyRefusal(refused: Refused): RefusalVerdict {
  const { status, type, reason } = refused;
  const said = `the cluster answered ${status} to _bulk: ${type === undefined ? '' : `${type}: `}${reason}`;
  const told = (code: string, hint: string): Problem => ({ code, message: oneLine(said, 400), hint });
  if (status === 413) return { kind: 'split', problem: told('LF_BULK_TOO_LARGE', tooLarge) };
  if (status === 400) return { kind: 'split', problem: told('LF_BULK_REFUSED', oneSpoilsAll) };
  if (status < 400) return { kind: 'brake', problem: told('LF_CLUSTER_REDIRECTS', finalUrl) };
  if (status === 404 || status === 405)
    return { kind: 'brake', problem: told('LF_CLUSTER_NO_BULK', finalUrl) };
  const rule = ruleFor({ op: 'create', status, reason, ...(type === undefined ? {} : { type }) });
  const problem = told(rule.code, rule.hint);
  // A block on the whole cluster while it has no master (503) passes by itself: patience comes before the brake.
  if (status >= 500) return { kind: 'retry', problem };
  return { kind: rule.meaning === 'retry' ? 'retry' : 'brake', problem };
}

const tooLarge =
  'logflow halves the request; lower --bulk-bytes below http.max_content_length (10 MB on small Amazon instances).';
const oneSpoilsAll = 'logflow halves the request to find the document that spoils it.';
const finalUrl =
  'Check the node URL: it must be the address of the cluster itself, with its path if it has one.';

/** What a single document means that was refused as a whole request with 400 or 413. */
export function classifyLoneRefusal(refused: Refused, op: RawItem['op'], bytes: number): ItemVerdict {
  if (refused.status !== 413) return classifyItem({ ...refused, op });
  const message = `a document of ${bytes} bytes is more than the cluster takes in one request (413)`;
  const hint = `Raise http.max_content_length of the cluster, or the limit of the proxy in front of it. ${keepThem}`;
  return {
    kind: 'reject',
    problem: { code: 'LF_DOCUMENT_TOO_LARGE', message, hint },
    reason: { type: refused.type ?? 'request_entity_too_large', text: message },
  };
}

function ruleFor(item: RawItem): ItemRule {
  const rule = itemRules.find(
    ({ type, status, reason }) =>
      (type === undefined || type === item.type) &&
      (status === undefined || (item.status >= status[0] && item.status <= status[1])) &&
      (reason === undefined || reason.test(item.reason ?? '')),
  );
  if (rule === undefined) throw new Error('the last rule fits everything');
  return rule;
}

function problemOf(rule: ItemRule, { status, type, reason }: RawItem): Problem {
  const message = oneLine(`${type ?? 'no error type'} (${status}): ${reason ?? 'no reason given'}`, 400);
  return { code: rule.code, message, hint: rule.hint };
}

function reasonOf({ type, reason }: RawItem): RejectReason {
  return { type: type ?? 'unknown', text: oneLine(reason ?? '', 1000) };
}
