import type { RunPhase } from '../../model/metrics.ts';
import { type Family, labelled, plain, seconds } from './family.ts';

const phases: readonly RunPhase[] = ['running', 'paused', 'finishing', 'leaving'];

/** What the run is doing right now. */
export const stateFamilies: readonly Family[] = [
  {
    name: 'logflow_info',
    kind: 'gauge',
    help: '1, with the version and the command that runs',
    labels: ['version', 'command'],
    read: (_, { version, command }) => [{ value: 1, labels: { version, command } }],
  },
  labelled(
    'gauge',
    'logflow_phase',
    '1 for the phase that the run is in: running, paused (by hand), finishing what is open, leaving (putting it back)',
    'phase',
    ({ phase }) => Object.fromEntries(phases.map((one) => [one, Number(one === phase)])),
  ),
  plain(
    'gauge',
    'logflow_brake_engaged',
    '1 while pulling is stopped because of the cluster',
    ({ cluster }) => Number(cluster.brake !== undefined),
  ),
  labelled(
    'gauge',
    'logflow_brake_reason',
    '1 for the code of the problem that holds the brake; absent while it is released',
    'code',
    ({ cluster: { brake } }) => brake && { [brake.code]: 1 },
  ),
  labelled(
    'gauge',
    'logflow_trouble',
    '1 for the code of the problem for which documents are sent again while none gets through; absent without one',
    'code',
    ({ cluster: { trouble } }) => trouble && { [trouble.code]: 1 },
  ),
  labelled(
    'counter',
    'logflow_problems_total',
    'Problems met, by their stable code; at most 100 codes',
    'code',
    ({ problems }) => Object.fromEntries(problems.map(({ code, count }) => [code, count])),
  ),
  plain('gauge', 'logflow_in_flight_objects', 'Objects under way', ({ inFlight }) => inFlight.objects),
  plain('gauge', 'logflow_in_flight_readers', 'Objects being read', ({ inFlight }) => inFlight.readers),
  plain('gauge', 'logflow_in_flight_bulks', 'Bulk requests under way', ({ inFlight }) => inFlight.bulks),
  plain(
    'gauge',
    'logflow_in_flight_bytes',
    'Bytes of documents held in memory',
    ({ inFlight }) => inFlight.bytes,
  ),
  plain(
    'gauge',
    'logflow_readers_limit',
    'Objects that may be read at once now; it adapts',
    ({ inFlight }) => inFlight.readersLimit,
  ),
  plain(
    'gauge',
    'logflow_readers_limit_max',
    'Up to where logflow_readers_limit may grow (--concurrency)',
    ({ inFlight }) => inFlight.readersMost,
  ),
  plain(
    'gauge',
    'logflow_bulks_limit',
    'Bulk requests that may be under way at once now; it adapts',
    ({ inFlight }) => inFlight.bulksLimit,
  ),
  plain(
    'gauge',
    'logflow_oldest_object_start_timestamp_seconds',
    'When the oldest object that is under way was begun; absent when there is none',
    ({ underWay }) => seconds(underWay[0]?.startedAt),
  ),
];
