import { systemClock } from '../../core/clock.ts';
import { mayPass } from '../../failures/decide.ts';
import type { Clock } from '../../model/control.ts';
import { LogflowError, plainProblem } from '../../model/errors.ts';
import { number, plural } from '../../model/format.ts';
import { readAwsError } from '../../source/aws-error.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import { batchLimit, resolveQueueUrl } from '../../source/queue-api.ts';
import { messageSender, type SendMessages, sendBatches } from '../../source/send-messages.ts';
import type { Io } from '../io.ts';
import { every } from '../rejects/progress.ts';
import type { Settings } from '../settings/settings.ts';
import type { Opened } from './backfill.ts';
import { type EventMessage, EventPacker } from './event-packer.ts';
import { hashOf } from './ledger/ledger.ts';
import type { BackfillOptions } from './options.ts';
import { Pacer } from './rate.ts';
import { bucketRegions, inRegion } from './regions.ts';
import { type BackfillEnd, withListing } from './result.ts';
import { refOf } from './selection.ts';
import { fromListing, type Progress } from './work.ts';

/** Tries of one message, each of which the SDK makes of three. */
const attempts = 5;

/**
 * `--enqueue`: tells the queue of each object as S3 would have, so that the consumers that are running share the work.
 * What was sent is in the ledger; a crash in between sends some a second time, which indexes nothing twice.
 */
export async function enqueue(
  settings: Settings,
  options: BackfillOptions,
  { asked, ledger, aws }: Opened,
  io: Io,
): Promise<BackfillEnd> {
  const { stop } = io.stops;
  const startedAt = systemClock.now();
  const progress: Progress = { doneBefore: 0, end: 'early' };
  const counts = { objects: 0, messages: 0 };
  const queueUrl = await resolveQueueUrl(aws.sqs, settings.queue ?? '', settings['queue-owner']);
  const regions = await bucketRegions(
    aws,
    options.places.map(({ bucket }) => bucket),
    stop,
  );
  const sender = messageSender(aws.sqs, queueUrl, 'What was sent is in the ledger: --resume sends the rest.');
  const send = patientSender(sender, systemClock);
  const packer = new EventPacker<ListedObject>();
  const pacer = options.rate && new Pacer(options.rate, systemClock);
  const tell = every(systemClock.now, () => {
    const { listed } = asked.selection.counts;
    io.stderr.write(`${plural(counts.objects, 'object')} enqueued, ${number(listed)} listed\n`);
  });

  let waiting: EventMessage<ListedObject>[] = [];
  const flush = async (least: number) => {
    if (waiting.length < least) return;
    for (const batch of sendBatches(waiting)) {
      await send(batch);
      for (const { objects } of batch) {
        for (const object of objects) ledger.add({ kind: 'queued', hash: hashOf(object) });
        counts.objects += objects.length;
      }
      counts.messages += batch.length;
    }
    waiting = [];
    tell();
  };

  const most = options.limit ?? Number.POSITIVE_INFINITY;
  let error: LogflowError | undefined;
  try {
    let given = 0;
    let limited = false;
    for await (const object of fromListing(asked.pages(regions, stop), asked.selection, {
      ledger,
      progress,
    })) {
      if (given >= most) {
        limited = true;
        break;
      }
      await pacer?.admit(stop);
      given += 1;
      const full = packer.add(object, inRegion(refOf(object), regions));
      if (full) waiting.push(full);
      await flush(batchLimit);
    }
    const last = packer.take();
    if (last) waiting.push(last);
    await flush(1);
    if (!stop.aborted) progress.end = limited ? 'limit' : 'all';
  } catch (reason) {
    if (reason instanceof LogflowError) error = reason;
    else if (!stop.aborted) throw reason;
  }
  const { end } = progress;
  if (end === 'all') ledger.add({ kind: 'end' });
  const seconds = Math.round(systemClock.now() - startedAt) / 1000;
  const json = {
    type: 'summary',
    ok: end !== 'early',
    enqueued: counts,
    seconds,
    ...(error && { error: plainProblem(error) }),
  };
  const head = error ? 'FAILED' : end === 'early' ? 'STOPPED before its end' : 'done';
  const text = `${head}\n  enqueued    ${plural(counts.objects, 'object')} in ${plural(counts.messages, 'message')}\n`;
  const result = { ok: end !== 'early', json, text, ...(error && { error }) };
  return withListing(result, { asked, progress, ledger: ledger.path, end, failed: 0 });
}

/** Sends until each message was taken; rejects with `LF_SEND_FAILED` when one of them is not. */
function patientSender(send: SendMessages, clock: Clock): SendMessages {
  return async (batch) => {
    let left = batch;
    for (let n = 1; ; n++) {
      const results = await unlessItPasses(() => send(left), n < attempts);
      if (!results) {
        await clock.sleep(200 * 2 ** n);
        continue;
      }
      const failed = results.find((result) => result.kind === 'failed');
      if (failed?.kind !== 'failed') return results;
      left = left.filter((_, i) => results[i]?.kind === 'failed');
      if (n >= attempts || !failed.retry) {
        throw new LogflowError({
          code: 'LF_SEND_FAILED',
          message: `the queue did not take ${plural(left.length, 'message')}: ${failed.reason}`,
          hint: 'What was sent before is in the ledger: mend what SQS says, and pass --resume.',
        });
      }
      await clock.sleep(200 * 2 ** n);
    }
  };
}

/** Undefined: it went wrong in a way that may pass. Perhaps it was sent all the same: twice does no harm. */
async function unlessItPasses<T>(work: () => Promise<T>, again: boolean): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!again || !mayPass(readAwsError((error as Error).cause))) throw error;
    return undefined;
  }
}
