import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import type { Problem } from '../../../model/errors.ts';
import { fieldChange } from '../field.ts';
import type { FieldChange } from '../part.ts';
import { type Entry, entriesOf } from './bucket-notification.ts';
import { does, overlapProblem, overlaps } from './notification-overlap.ts';

export interface NotificationWanted {
  readonly bucket: string;
  /** Of our entry. */
  readonly id: string;
  /** Undefined: EventBridge announces, and an entry of ours is one too many. */
  readonly wanted: Entry | undefined;
  readonly eventBridge: boolean;
}

export type Decision =
  | { readonly kind: 'keep'; readonly note: string | undefined }
  | { readonly kind: 'overlap'; readonly problem: Problem }
  | {
      readonly kind: 'put';
      readonly fields: readonly FieldChange[];
      /** Nothing of ours is there yet. */
      readonly first: boolean;
      /** Somebody else's entry does it: ours has to go. */
      readonly covered: boolean;
      readonly note: string | undefined;
    };

/** What has to be done to a bucket's notification configuration. */
export function decide(now: NotificationConfiguration, about: NotificationWanted): Decision {
  const { bucket, id, wanted, eventBridge } = about;
  const entries = entriesOf(now);
  const ours = entries.filter((entry) => entry.id === id);
  const foreign = entries.filter((entry) => entry.id !== id);
  const doer = wanted && foreign.find((entry) => does(entry, wanted));
  if (wanted && !doer) {
    const others = foreign.filter((entry) => overlaps(entry, wanted));
    if (others.length > 0) return { kind: 'overlap', problem: overlapProblem(bucket, others, wanted) };
  }
  const fields = [
    ...entryChanges(ours, doer ? undefined : wanted, id),
    ...(eventBridge && !now.EventBridgeConfiguration ? [fieldChange('EventBridge', 'off', 'on')] : []),
  ];
  const kept = foreign.map((entry) => entry.id || entry.arn);
  const note = doer
    ? `announced by the entry ${doer.id || doer.arn}, which logflow did not make`
    : kept.length > 0
      ? `stays as it is: ${kept.join(', ')}`
      : undefined;
  if (fields.length === 0) return { kind: 'keep', note };
  return { kind: 'put', fields, first: ours.length === 0, covered: doer !== undefined, note };
}

/** Field by field; an entry that goes to another kind of destination is another entry. */
function entryChanges(ours: readonly Entry[], wanted: Entry | undefined, id: string): FieldChange[] {
  const same = ours.find((entry) => entry.kind === wanted?.kind);
  const surplus = ours.filter((entry) => entry !== same);
  return [
    ...surplus.map((entry) => fieldChange(`entry ${id}`, `to the ${entry.kind} ${entry.arn}`, undefined)),
    ...(wanted
      ? [
          fieldChange(wanted.kind, same?.arn, wanted.arn),
          fieldChange('events', same && listText(same.events), listText(wanted.events)),
          fieldChange('prefix', same?.prefix, wanted.prefix),
          fieldChange('suffix', same?.suffix, wanted.suffix),
        ].filter((change) => change.now !== change.then)
      : []),
  ];
}

function listText(events: readonly string[]): string {
  return [...events].toSorted().join(', ');
}
