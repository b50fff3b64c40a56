import type { Problem } from '../../model/errors.ts';

/** How an object stands. */
export type ObjectState =
  | 'complete'
  /** Some of its documents are missing. */
  | 'short'
  /** All of them. */
  | 'missing'
  /** More documents say that they came from it than it has lines for; none is missing. */
  | 'surplus'
  /** What is not there belongs into an index that is gone by its age, or closed. */
  | 'expired'
  /** It is there and could not be read: nobody knows. */
  | 'unreadable'
  /** Its documents may be there; the object is not. */
  | 'gone';

export const states = ['complete', 'short', 'missing', 'surplus', 'expired', 'unreadable', 'gone'] as const;

/** An object and its documents, in numbers. What was not counted is absent. */
export interface Finding {
  readonly state: ObjectState;
  /** `s3://bucket/key` */
  readonly object: string;
  /** Lines that become documents. */
  readonly documents?: number;
  /** Documents that carry its path. */
  readonly counted?: number;
  /** By their ids. */
  readonly found?: number;
  /** Of those found, under the path of another object with the same line. */
  readonly shared?: number;
  readonly rejected?: number;
  readonly expired?: number;
  readonly missing?: number;
  readonly surplus?: number;
  /** Why it could not be read. */
  readonly problem?: Problem;
}

/** What is short or missing, but for one of which a part is expired: loading it would bring back the index that is gone. */
export function isToBeFixed({ state, expired = 0 }: Finding): boolean {
  return (state === 'short' || state === 'missing') && expired === 0;
}

export type Totals = Record<'documents' | 'missing' | 'surplus' | 'shared' | 'rejected' | 'expired', number>;

/** Findings that are kept; the rest is counted. */
const mostKept = 10_000;

/** Adds up what is found; only what is not as it should be is kept, and not without end. */
export class Findings {
  readonly objects: Record<ObjectState, number> = {
    ...{ complete: 0, short: 0, missing: 0, surplus: 0, expired: 0, unreadable: 0, gone: 0 },
  };
  readonly documents: Totals = { documents: 0, missing: 0, surplus: 0, shared: 0, rejected: 0, expired: 0 };
  readonly kept: Finding[] = [];

  add(finding: Finding): void {
    this.objects[finding.state] += 1;
    for (const name in this.documents)
      this.documents[name as keyof Totals] += finding[name as keyof Totals] ?? 0;
    if (finding.state !== 'complete' && this.kept.length < mostKept) this.kept.push(finding);
  }

  /** Not kept, though not as they should be. */
  get left(): number {
    return total(this) - this.objects.complete - this.kept.length;
  }
}

/** Objects, in whatever state. */
export function total({ objects }: Findings): number {
  return Object.values(objects).reduce((sum, n) => sum + n, 0);
}
