import { documentRefusedRow, mostRejectedRow, unansweredRows } from '../failures/request-rows.ts';
import { type FinalVerdict, itemStart, type RejectReason } from '../model/bulk.ts';
import { never, type Problem } from '../model/errors.ts';
import { indexName, opOf } from './action-line.ts';
import type { BulkAnswer } from './answer.ts';
import { classifyItem, classifyLoneRefusal, classifyRefusal } from './classify.ts';
import { addPiece, byteLength, countItems, eachItem, halve, itemAt, type Piece } from './pieces.ts';

/** What is to be done after one answer. Every item of the request is in exactly one of the five places. */
export interface Judgement {
  /** The verdict is that of each item of the piece. */
  readonly final: readonly { readonly piece: Piece; readonly verdict: FinalVerdict }[];
  /** Each goes out in a request of its own. */
  readonly halves: readonly (readonly Piece[])[];
  /** Later, after a wait. */
  readonly again: readonly Piece[];
  /** Once the cluster is mended. */
  readonly braked: readonly Piece[];
  /** Refused for a reason that is not known to be the cluster's, by index. */
  readonly doubted: readonly Doubted[];
  /** Why there are `braked` items. */
  readonly brake?: Problem;
  /** What stood in the way, and of how many items. Rejects are not here: they are told with their verdict. */
  readonly problems: readonly { readonly problem: Problem; readonly items: number }[];
  /** ms */
  readonly retryAfter?: number;
  /** The cluster as a whole did not do its work: no answer, or 5xx to the whole request. */
  readonly away: boolean;
}

/** Items of one index that the cluster refused, and nobody knows whose fault it is. */
export interface Doubted {
  readonly index: string;
  readonly pieces: readonly Piece[];
  readonly problem: Problem;
  /** What to do while no item of the index is taken: brake, or no more than send them again. */
  readonly brakes: boolean;
}

/** What is settled already when an answer is judged. */
export interface Belief {
  /** Once a suspected mapping was given up on, rejects are what they say. */
  readonly rejects?: boolean;
  /** Whatever the cluster refuses of this index for a doubtful reason is the document's own trouble. */
  readonly doubtsOf?: string | undefined;
}

const nothing: Judgement = {
  final: [],
  halves: [],
  again: [],
  braked: [],
  doubted: [],
  problems: [],
  away: false,
};
const ok: FinalVerdict = { kind: 'ok' };

/** From this many items of one index in one request on, rejects of more than half of them are taken for a broken mapping (R17). */
const fewestForMostRejected = 20;

/** Puts request and answer together. Pure. */
export function judge(sent: readonly Piece[], answer: BulkAnswer, belief: Belief = {}): Judgement {
  const items = countItems(sent);
  switch (answer.kind) {
    case 'unanswered':
      return { ...nothing, again: sent, problems: [{ problem: answer.problem, items }], away: true };
    case 'refused':
      return judgeRefusal(sent, items, answer, belief);
    case 'answered':
      if (answer.verdicts === 'all-ok') {
        return { ...nothing, final: sent.map((piece) => ({ piece, verdict: ok })) };
      }
      return answer.verdicts.length === items
        ? judgeVerdicts(sent, answer.verdicts.map(classifyItem), belief)
        : judge(sent, { kind: 'unanswered', problem: miscounted(items, answer.verdicts.length) });
    default:
      return never(answer);
  }
}

function judgeRefusal(
  sent: readonly Piece[],
  items: number,
  answer: Extract<BulkAnswer, { kind: 'refused' }>,
  belief: Belief,
): Judgement {
  const { kind, problem } = classifyRefusal(answer);
  const problems = [{ problem, items }];
  switch (kind) {
    case 'retry': {
      const { retryAfter, status } = answer;
      const away = status >= 500;
      return { ...nothing, again: sent, problems, away, ...(retryAfter === undefined ? {} : { retryAfter }) };
    }
    case 'brake':
      return { ...nothing, braked: sent, brake: problem, problems };
    case 'split': {
      if (items > 1) return { ...nothing, halves: halve(sent), problems };
      const piece = itemAt(sent, 0);
      const op = opOf(piece.part.bytes, itemStart(piece.part, piece.from));
      return judgeVerdicts(sent, [classifyLoneRefusal(answer, op, byteLength(sent))], belief);
    }
    default:
      return never(kind);
  }
}

function judgeVerdicts(
  sent: readonly Piece[],
  verdicts: readonly ReturnType<typeof classifyItem>[],
  belief: Belief,
): Judgement {
  const suspect = belief.rejects ? new Set<string>() : mostlyRejected(sent, verdicts);
  const final: { piece: Piece; verdict: FinalVerdict }[] = [];
  const again: Piece[] = [];
  const braked: Piece[] = [];
  const doubted = new Map<string, Doubted & { pieces: Piece[] }>();
  const problems = new Map<string, { problem: Problem; items: number }>();
  let brake: Problem | undefined;
  let place = 0;
  for (const piece of eachItem(sent)) {
    const verdict = verdicts[place++] ?? ok;
    if (verdict.kind === 'ok' || verdict.kind === 'duplicate') {
      final.push({ piece, verdict });
    } else if (verdict.kind === 'reject' && !suspect.has(indexOf(piece))) {
      final.push({ piece, verdict });
    } else if (verdict.kind !== 'reject' && verdict.doubt && belief.doubtsOf === indexOf(piece)) {
      final.push({ piece, verdict: ownTrouble(verdict.problem, verdict.doubt) });
    } else {
      const problem =
        verdict.kind === 'reject' ? mostRejected(indexOf(piece), verdict.problem) : verdict.problem;
      if (verdict.kind !== 'reject' && verdict.doubt) {
        const index = indexOf(piece);
        const before = doubted.get(index);
        const brakes = verdict.kind === 'brake' || before?.brakes === true;
        const pieces = before?.pieces ?? [];
        addPiece(pieces, piece);
        doubted.set(index, { index, pieces, problem: before?.problem ?? problem, brakes });
      } else {
        if (verdict.kind !== 'retry') brake ??= problem;
        addPiece(verdict.kind === 'retry' ? again : braked, piece);
      }
      const counted = problems.get(problem.code);
      problems.set(problem.code, { problem: counted?.problem ?? problem, items: (counted?.items ?? 0) + 1 });
    }
  }
  const told = {
    ...nothing,
    final,
    again,
    braked,
    doubted: [...doubted.values()],
    problems: [...problems.values()],
  };
  return brake === undefined ? told : { ...told, brake };
}

/** Indices of which this request held enough items and lost most of them. */
function mostlyRejected(
  sent: readonly Piece[],
  verdicts: readonly ReturnType<typeof classifyItem>[],
): ReadonlySet<string> {
  const rejects = verdicts.reduce((sum, { kind }) => sum + (kind === 'reject' ? 1 : 0), 0);
  if (rejects * 2 <= fewestForMostRejected) return new Set(); // The usual case: no need to look at names.
  const tally = new Map<string, { items: number; rejects: number; objects: Set<string> }>();
  let place = 0;
  for (const piece of eachItem(sent)) {
    const name = indexOf(piece);
    const count = tally.get(name) ?? { items: 0, rejects: 0, objects: new Set() };
    count.items++;
    if (verdicts[place++]?.kind === 'reject') {
      count.rejects++;
      count.objects.add(piece.part.object);
    }
    tally.set(name, count);
  }
  // Rejects of one object alone are that object's fault: it must not stop the others.
  const most = [...tally].filter(
    ([, c]) => c.items >= fewestForMostRejected && c.rejects * 2 > c.items && c.objects.size > 1,
  );
  return new Set(most.map(([name]) => name));
}

/** Whether the cluster took an item of this index. */
export function tookOf(index: string, { final }: Pick<Judgement, 'final'>): boolean {
  return final.some(({ piece, verdict }) => {
    if (verdict.kind === 'reject') return false;
    for (const one of eachItem([piece])) if (indexOf(one) === index) return true;
    return false;
  });
}

function ownTrouble({ message }: Problem, reason: RejectReason): FinalVerdict {
  const { code, hint } = documentRefusedRow;
  return { kind: 'reject', problem: { code, message, hint }, reason };
}

function indexOf({ part, from }: Piece): string {
  return indexName(part.bytes, itemStart(part, from));
}

function mostRejected(index: string, reason: Problem): Problem {
  return {
    code: mostRejectedRow.code,
    message: `most documents for index ${index} are rejected, so its mapping is suspected: ${reason.message}`,
    hint: mostRejectedRow.hint,
  };
}

function miscounted(sent: number, answered: number): Problem {
  return {
    code: unansweredRows.answer.code,
    message: `_bulk was sent ${sent} items and answered for ${answered}`,
    hint: 'Check what stands between logflow and the cluster: it changes requests or answers.',
  };
}
