import { LogflowError } from '../model/errors.ts';
import type { Io } from './io.ts';

/** ms after an abort in which what is open is put back: a receive that is pending brings its messages within five seconds. */
export const putBackTime = 8_000;

/**
 * What is open at the first signal has `grace` seconds to finish; then the run gives up, and puts it back. Answers with how
 * to call that off.
 */
export function limitStop(
  { stops, stderr }: Pick<Io, 'stops' | 'stderr'>,
  grace: number,
  giveUp: AbortController,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const { stop, abort } = stops;
  const onStop = () => {
    timer = setTimeout(() => {
      if (abort.aborted || giveUp.signal.aborted) return;
      stderr.write(`leaving: what is open was not done within ${grace} s, and is put back (--stop-grace)\n`);
      giveUp.abort(
        new LogflowError({
          code: 'LF_STOP_GRACE',
          message: `what was open when the run was told to stop was not done within ${grace} s`,
          hint: 'Nothing is lost: it was put back for the next run; raise stop-grace if it had only needed longer.',
        }),
      );
    }, grace * 1000);
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  return () => {
    stop.removeEventListener('abort', onStop);
    clearTimeout(timer);
  };
}

/** As `work`, which changes nothing; undefined as soon as the signal aborts, however long the work goes on by itself. */
export async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  const stopped = Promise.withResolvers<undefined>();
  const onStop = () => stopped.resolve(undefined);
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}

/** As `work`; but when SQS does not answer after an abort, nobody waits for it for longer than a few seconds (R39). */
export async function untilPutBack<T>(work: Promise<T>, abort: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => late.reject(new LogflowError(notPutBack)), putBackTime);
  };
  if (abort.aborted) onAbort();
  else abort.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    abort.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}

const notPutBack = {
  code: 'LF_NOT_PUT_BACK',
  message: `not everything that was open could be put back within ${putBackTime / 1000} s: SQS does not answer`,
  hint: 'Nothing is lost: what is still hidden comes again when its visibility timeout ends.',
};
