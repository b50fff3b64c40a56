import type { Rule } from '../settings/load.ts';

/** `dlq list` and `dlq show` need one of the two queues. */
export function needsQueueOrDlq(dlq: string | undefined): Rule {
  return (given) =>
    given.queue === undefined && dlq === undefined
      ? [
          {
            where: '--queue (LOGFLOW_QUEUE)',
            what: 'is needed: the queue whose dead letters are meant (or --dlq)',
          },
        ]
      : [];
}
