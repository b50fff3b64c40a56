import type { Route } from '../../core/route.ts';
import { isMoved } from '../../model/after.ts';
import { never, type Problem, plainProblem } from '../../model/errors.ts';
import { type Outcome, type S3Ref, uriOf } from '../../model/object.ts';
import { HeldMessage } from '../../source/held-message.ts';
import { parseNotification } from '../../source/notification.ts';
import { type Sorting, sortObjects } from '../../source/sort-objects.ts';
import { unclaimed as unclaimedProblem, unrecognised } from '../message-problems.ts';
import type { Settings } from '../settings/settings.ts';

/** What a consumer would do with the message. `objects`: what became of those that were read. */
export type MessageOutcome =
  /** Everything that it names is done, or it names nothing to be done: delete it. */
  | { readonly kind: 'done'; readonly objects: readonly ObjectOutcome[] }
  /** Something of it is not done: it has to come again, or to end in a dead-letter queue. */
  | {
      readonly kind: 'stays';
      readonly objects: readonly ObjectOutcome[];
      readonly problems: readonly Problem[];
    };

/** One object of a message. */
export interface ObjectOutcome {
  /** `s3://bucket/key` */
  readonly uri: string;
  readonly outcome: Outcome;
}

/** How a message is read by the same rules as from a queue; `add` brings an object to its end. */
export async function workOn(
  body: string,
  sorting: Sorting,
  add: (ref: S3Ref) => Promise<Outcome>,
): Promise<MessageOutcome> {
  const notification = parseNotification(body);
  switch (notification.kind) {
    case 'test-event':
      return { kind: 'done', objects: [] };
    case 'unrecognised':
      return { kind: 'stays', objects: [], problems: [unrecognised(notification.reason)] };
    case 'objects':
      return workOnObjects(notification.refs, sorting, add);
    default:
      return never(notification);
  }
}

async function workOnObjects(
  named: readonly S3Ref[],
  sorting: Sorting,
  add: (ref: S3Ref) => Promise<Outcome>,
): Promise<MessageOutcome> {
  const { claimed, unclaimed } = sortObjects(named, sorting);
  // The one that decides for `consume`; leases are somebody else's here.
  const held = new HeldMessage({ id: '', receiptHandle: '', receiveCount: 1 }, claimed.length, 0, 0);
  if (unclaimed.length > 0) held.keep('quarantine');
  const objects = await Promise.all(
    claimed.map(async (ref) => {
      const outcome = await add(ref);
      held.settle(ref, outcome);
      return { uri: uriOf(ref), outcome };
    }),
  );
  if (held.end.kind === 'delete') return { kind: 'done', objects };
  const problems = objects.flatMap(({ uri, outcome }) => problemOf(uri, outcome));
  return {
    kind: 'stays',
    objects,
    problems: [...problems, ...unclaimed.map((ref) => unclaimedProblem(uriOf(ref)))],
  };
}

/** What a run with these settings takes, and what it made itself. */
export function sortingOf(settings: Settings, route: Route): Sorting {
  const { after } = settings;
  return {
    claims: (ref) => route(ref) !== undefined,
    moved: (ref) => after.kind === 'move' && isMoved(after, ref),
  };
}

function problemOf(uri: string, outcome: Outcome): Problem[] {
  switch (outcome.kind) {
    case 'unreadable':
    case 'failed':
      return [{ ...plainProblem(outcome.problem), message: `${uri}: ${outcome.problem.message}` }];
    case 'aborted':
      return [
        {
          code: 'LF_NOT_DONE',
          message: `${uri} was not done in time`,
          hint: 'Nothing is lost: what is in the index already is a duplicate when its message comes again.',
        },
      ];
    case 'delivered':
    case 'missing':
      return [];
    default:
      return never(outcome);
  }
}
