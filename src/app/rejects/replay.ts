import { systemClock } from '../../core/clock.ts';
import type { Problem } from '../../model/errors.ts';
import { number, plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import { type Replayed, replayName } from '../../rejects/replay.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { sinkInto } from '../target.ts';
import type { ReplayOptions } from './options.ts';
import { createPatience } from './patience.ts';
import { every } from './progress.ts';
import { type OpenedRejects, withRejects } from './with-store.ts';

/** Everything that a replay counts, in documents but for the objects. */
interface Totals {
  objects: number;
  indexed: number;
  duplicate: number;
  refused: number;
  /** Objects of which something in the store could not be understood. */
  damaged: number;
  problems: Problem[];
}

/** `logflow rejects replay`: sends what is in the store once more; what is taken is removed from it. */
export function replayRejects(settings: Settings, { dryRun }: ReplayOptions, io: Io): Promise<Result> {
  return withRejects(settings, io, async (opened) => {
    const totals: Totals = { objects: 0, indexed: 0, duplicate: 0, refused: 0, damaged: 0, problems: [] };
    if (dryRun) return await countOnly(opened, totals, io);
    await replayAll(settings, opened, totals, io);
    const { indexed, duplicate, refused, damaged } = totals;
    // What is done is done, and the rest is still there.
    const stopped = io.stops.stop.aborted;
    const ok = refused === 0 && damaged === 0 && !stopped;
    const text = [
      `replayed ${plural(indexed + duplicate + refused, 'document')} of ${plural(totals.objects, 'object')} from ${opened.store.place}`,
      `  indexed        ${number(indexed)}`,
      `  there already  ${number(duplicate)}`,
      `  refused again  ${number(refused)}${refused > 0 ? ' (kept, with the new reason)' : ''}`,
      ...(stopped ? ['stopped before the end: run it again for the rest'] : []),
      ...totals.problems.map(problemText),
    ];
    const json = { type: 'replay', ok, stopped, place: opened.store.place, ...totals };
    return { ok, json, text: `${text.join('\n')}\n` };
  });
}

async function replayAll(settings: Settings, opened: OpenedRejects, totals: Totals, io: Io): Promise<void> {
  const { store } = opened;
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  const cluster = await opened.cluster();
  using patience = createPatience(settings.patience * 1000, ({ message }) => {
    say(`${printable(message)}; waiting ${settings.patience} s for it`);
  });
  let settled = 0;
  const progress = every(systemClock.now, () => {
    say(`${plural(settled, 'document')} sent, ${plural(totals.objects, 'object')} done`);
  });
  const deps = {
    store,
    sink: sinkInto(cluster, patience.brake, patience.events),
    maxBytes: settings['bulk-bytes'],
    maxDocs: settings['bulk-docs'],
    now: systemClock.now,
    onSettled(documents: number) {
      settled += documents;
      patience.settled();
      progress();
    },
  };
  const signal = AbortSignal.any([io.stops.abort, patience.signal]);
  try {
    for await (const name of store.names()) {
      if (io.stops.stop.aborted) return;
      add(totals, await replayName(name, deps, signal));
    }
  } catch (error) {
    // The second signal: the object that was being sent is in the store as it was.
    if (error !== io.stops.abort.reason || !io.stops.abort.aborted) throw error;
  }
}

function add(totals: Totals, { indexed, duplicate, refused, reason, damage }: Replayed): void {
  totals.objects += 1;
  totals.indexed += indexed;
  totals.duplicate += duplicate;
  totals.refused += refused;
  totals.damaged += damage ? 1 : 0;
  for (const problem of [reason, damage]) {
    const known = totals.problems.some(({ code }) => code === problem?.code);
    if (problem && !known) totals.problems.push({ ...problem, hint: stays });
  }
}

function problemText({ code, message, hint }: Problem): string {
  return `  ${code}: ${printable(message)}\n      next: ${hint}`;
}

const stays = 'It is still in the store: mend what the message says, then replay again.';

async function countOnly({ store }: OpenedRejects, totals: Totals, io: Io): Promise<Result> {
  const indices = new Map<string, number>();
  let documents = 0;
  for await (const name of store.names()) {
    io.stops.stop.throwIfAborted();
    totals.objects += 1;
    for await (const item of store.read(name)) {
      if (item.kind === 'damaged') {
        add(totals, { indexed: 0, duplicate: 0, refused: 0, damage: item.problem });
        continue;
      }
      documents += 1;
      indices.set(item.entry.index, (indices.get(item.entry.index) ?? 0) + 1);
    }
  }
  const ok = totals.damaged === 0;
  const text = [
    `would send ${plural(documents, 'document')} of ${plural(totals.objects, 'object')} from ${store.place}; nothing was sent`,
    ...[...indices].map(([index, count]) => `  ${number(count).padStart(8)}  ${index}`),
    ...totals.problems.map(problemText),
  ];
  const json = {
    type: 'replay',
    ok,
    dryRun: true,
    place: store.place,
    documents,
    objects: totals.objects,
    damaged: totals.damaged,
    indices: Object.fromEntries(indices),
  };
  return { ok, json, text: `${text.join('\n')}\n` };
}
