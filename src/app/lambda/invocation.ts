import { systemClock } from '../../core/clock.ts';
import { LogflowError, type Problem } from '../../model/errors.ts';
import type { OpenEngine } from '../library/engine.ts';
import { sortingOf, workOn } from '../library/message.ts';
import type { SqsRecord } from './event.ts';

/**
 * ms before the end of the function at which what is open is left: to abort requests and to answer. An invocation that Lambda
 * ends by itself would bring all of its messages back, those that are done, too.
 */
export const reserve = 2_000;
/** ms of it that may go by until the engine has stopped. */
const stopping = 1_000;

/** Why messages stay in the queue, by their ids; those that are not named are done. */
export type Failures = ReadonlyMap<string, readonly Problem[]>;

/** One batch on an engine of its own, so that nothing of it is left to be thawed with the next. Never rejects. `time`: ms. */
export async function workOnBatch(
  opened: OpenEngine,
  records: readonly SqsRecord[],
  time: number,
): Promise<Failures> {
  const failures = new Map<string, readonly Problem[]>();
  for (const { messageId } of records) failures.set(messageId, [outOfTime]);
  const late = new AbortController();
  const over = new AbortController();
  const engine = opened.start(late.signal);
  const sorting = sortingOf(opened.settings, opened.route);
  const each = records.map(async ({ messageId, body }) => {
    const outcome = await workOn(body, sorting, (ref) => engine.add(ref));
    if (outcome.kind === 'done') failures.delete(messageId);
    else
      failures.set(messageId, opened.hopeless.aborted ? [plain(opened.hopeless.reason)] : outcome.problems);
  });
  const done = Promise.allSettled(each).then(() => engine.end().catch(() => {}));
  // Whoever has the sink's last word is waited for, but not past the end of the function.
  const limit = async () => {
    await systemClock.sleep(Math.max(0, time - reserve), over.signal);
    late.abort(new Error('the end of the function is near'));
    await systemClock.sleep(stopping, over.signal);
  };
  await Promise.race([done, limit().catch(() => {})]);
  over.abort();
  // A copy: what comes now comes too late to be told.
  return new Map(failures);
}

function plain(error: unknown): Problem {
  return error instanceof LogflowError
    ? error
    : { code: 'LF_BUG', message: String(error), hint: 'Report it.' };
}

const outOfTime: Problem = {
  code: 'LF_NOT_DONE',
  message: 'the message was not done when the time of the function was over',
  hint: 'Give the function more time or memory, or its trigger a smaller batch.',
};
