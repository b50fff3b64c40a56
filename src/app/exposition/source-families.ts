import type { MetricsSnapshot } from '../../model/metrics.ts';
import { type Family, labelled, plain, seconds } from './family.ts';

/** The queue, its messages, and the objects that they name. */
export const sourceFamilies: readonly Family[] = [
  plain(
    'counter',
    'logflow_messages_received_total',
    'Messages received from the queue',
    ({ messages }) => messages.received,
  ),
  labelled(
    'counter',
    'logflow_messages_total',
    'Messages by outcome: deleted, or released for another try or for the redrive policy',
    'outcome',
    ({ messages: { deleted, released } }) => ({ deleted, released }),
  ),
  plain(
    'counter',
    'logflow_messages_quarantined_total',
    'Among the released: held back for longer and longer, counted each time that one comes',
    ({ messages }) => messages.quarantined,
  ),
  labelled(
    'counter',
    'logflow_messages_without_work_total',
    'Messages that name nothing to read: test_event and ignored are deleted, unrecognised and unclaimed are left for the redrive policy',
    'reason',
    ({ messages: { testEvents, ignored, unrecognised, unclaimed } }) => ({
      test_event: testEvents,
      ignored,
      unrecognised,
      unclaimed,
    }),
  ),
  plain(
    'counter',
    'logflow_leases_extended_total',
    'Times that the visibility timeout of a message was extended',
    ({ messages }) => messages.leasesExtended,
  ),
  plain(
    'counter',
    'logflow_leases_lost_total',
    'Messages that SQS gave to somebody else while they were worked on',
    ({ messages }) => messages.leasesLost,
  ),
  plain('gauge', 'logflow_receive_failing', '1 while receives from the queue fail', ({ notReceiving }) =>
    Number(notReceiving !== undefined),
  ),
  labelled(
    'gauge',
    'logflow_queue_messages',
    'Messages of the queue by state, for all consumers together, as SQS approximates them',
    'state',
    ({ queue }) => queue && { visible: queue.visible, in_flight: queue.inFlight, delayed: queue.delayed },
  ),
  plain(
    'gauge',
    'logflow_dead_letter_messages',
    'Messages in the dead-letter queue; absent without one, or without the right to look',
    ({ queue }) => queue?.deadLetters,
  ),
  plain(
    'gauge',
    'logflow_oldest_received_message_timestamp_seconds',
    'When the oldest of the messages received within the last minute was sent; absent when there was none',
    ({ queue }) => seconds(queue?.oldestSent),
  ),
  plain(
    'counter',
    'logflow_objects_started_total',
    'Attempts at objects begun',
    ({ objects }) => objects.started,
  ),
  labelled(
    'counter',
    'logflow_objects_total',
    'Attempts at objects by outcome: delivered, missing, unreadable, failed, aborted',
    'outcome',
    ({ objects: { delivered, missing, unreadable, failed, aborted } }) => ({
      delivered,
      missing,
      unreadable,
      failed,
      aborted,
    }),
  ),
  {
    name: 'logflow_after_objects_total',
    kind: 'counter',
    help: 'Delivered objects by what became of --after; absent without it',
    labels: ['action', 'outcome'],
    read: afterSamples,
  },
  plain(
    'gauge',
    'logflow_objects_expected',
    'Objects that the run will read in all; absent when it does not know',
    ({ expected }) => expected,
  ),
  labelled(
    'gauge',
    'logflow_listing_objects',
    'How far the listing of backfill is: objects listed, and wanted among them',
    'state',
    ({ listing }) => listing && { listed: listing.listed, wanted: listing.wanted },
  ),
];

function afterSamples({ after }: MetricsSnapshot) {
  if (!after) return [];
  const { action, ...outcomes } = after;
  return Object.entries(outcomes).map(([outcome, value]) => ({ value, labels: { action, outcome } }));
}
