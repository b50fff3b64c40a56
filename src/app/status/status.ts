import { systemClock } from '../../core/clock.ts';
import { createAws } from '../aws.ts';
import { painterFor, widthOf } from '../explain/paint.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster } from '../target.ts';
import { isWhole, type LookParts, look, statusLine } from './look.ts';
import { statusText } from './text.ts';
import { watch } from './watch.ts';

export interface StatusOptions {
  /** ms between two looks; undefined: one look. */
  readonly every: number | undefined;
}

/** `logflow status`: both halves as they are now. Changes nothing, receives nothing. Not `ok` when a half could not be read. */
export async function showStatus(settings: Settings, { every }: StatusOptions, io: Io): Promise<Result> {
  const cluster = settings.node === undefined ? undefined : await openCluster(settings);
  const aws = createAws(settings);
  const parts: LookParts = { settings, sqs: aws.sqs, cluster, clock: systemClock, stop: io.stops.stop };
  try {
    if (every !== undefined) return await watch(parts, every, io);
    const found = await look(parts);
    const screen = { paint: painterFor(io.stdout), width: widthOf(io.stdout) };
    return { ok: isWhole(found), json: statusLine(found, {}), text: statusText(found, {}, screen) };
  } finally {
    aws.close();
    await cluster?.close();
  }
}
