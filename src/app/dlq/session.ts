import { systemClock } from '../../core/clock.ts';
import { createRoute } from '../../core/route.ts';
import { number, plural, seconds } from '../../model/format.ts';
import { noPlaces } from '../../parse/geo-record.ts';
import { inlineTransforms } from '../../parse/transforms.ts';
import { type DeadLetter, deadLetterReceiver } from '../../source/dead-letters.ts';
import { type GivenBack, Holding } from '../../source/holding.ts';
import { type AwsClients, createAws } from '../aws.ts';
import type { Io } from '../io.ts';
import { definitions, headsOf, pipelineOptions } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { type DrawEnd, draw } from './draw.ts';
import { Examiner } from './examine.ts';
import { type DlqQueues, depthLines, openQueues, total } from './queues.ts';

/** ms between two lines of progress. */
const progressInterval = 3_000;

/** What a command works with while messages are held. */
export interface Session {
  readonly aws: AwsClients;
  readonly queues: DlqQueues;
  readonly holding: Holding;
  readonly examiner: Examiner;
  /** Receives as `draw` does, with a line of progress every few seconds; `more` adds to it. */
  draw(
    max: number,
    handle: (letters: readonly DeadLetter[]) => Promise<boolean>,
    more?: () => string,
  ): Promise<{ readonly end: DrawEnd; readonly received: number }>;
}

export interface SessionOptions {
  readonly dlq: string | undefined;
  /** Objects that may be looked at. */
  readonly looks: number;
}

/**
 * Opens both queues, tells their numbers, lets `work` receive, and makes everything visible again that it still holds:
 * at its end, when it was interrupted, and when it failed.
 */
export async function withDeadLetters<T>(
  settings: Settings,
  { dlq, looks }: SessionOptions,
  io: Io,
  work: (session: Session) => Promise<T>,
): Promise<{ readonly result: T; readonly givenBack: GivenBack }> {
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  const aws = createAws(settings);
  try {
    const queues = await openQueues(aws, settings, dlq);
    for (const line of depthLines(queues)) say(line);
    await warnAboutChain(queues, say);
    const holding = new Holding(queues.deadLetters.api, systemClock);
    const examiner = createExaminer(aws, settings, looks, io);
    let result: T;
    let givenBack: GivenBack;
    try {
      const receive = deadLetterReceiver(aws.sqs, queues.deadLetters.url);
      const deps = { receive, holding, clock: systemClock, stop: io.stops.stop };
      result = await work({
        aws,
        queues,
        holding,
        examiner,
        async draw(max, handle, more = () => '') {
          const startedAt = systemClock.now();
          const of = number(Math.min(max, total(queues.deadLetters)));
          let received = 0;
          const timer = setInterval(() => {
            const time = seconds((systemClock.now() - startedAt) / 1000);
            const looked =
              examiner.looked > 0 ? `, ${plural(examiner.looked, 'object')} looked at again` : '';
            say(`${time}  ${number(received)} of about ${of} messages received${looked}${more()}`);
          }, progressInterval).unref();
          try {
            const end = await draw(deps, max, (letters) => {
              received += letters.length;
              return handle(letters);
            });
            return { end, received };
          } finally {
            clearInterval(timer);
          }
        },
      });
    } finally {
      if (holding.size > 0) say(`putting ${plural(holding.size, 'message')} back`);
      givenBack = await holding.giveBack();
      if (givenBack.hidden > 0) say(hiddenText(givenBack));
    }
    return { result, givenBack };
  } finally {
    aws.close();
  }
}

/** What could not be made visible again, and when it will be by itself. */
function hiddenText({ hidden, until = 0 }: GivenBack): string {
  return `warning: ${plural(hidden, 'message')} could not be put back: visible again by ${new Date(until).toISOString()}`;
}

/** A dead-letter queue with a redrive policy of its own counts our receives, too. */
async function warnAboutChain({ deadLetters }: DlqQueues, say: (line: string) => void): Promise<void> {
  if (!(await deadLetters.api.properties()).redrive) return;
  say(
    `warning: ${deadLetters.name} has a redrive policy of its own: each look at a message counts, and after enough of them SQS moves it on`,
  );
}

function createExaminer(aws: AwsClients, settings: Settings, looks: number, io: Io): Examiner {
  // Where addresses are does not matter here: the geo data is not loaded (R10).
  const env = { geo: noPlaces, now: () => systemClock.now() / 1000 };
  const transforms = inlineTransforms(pipelineOptions(settings), env);
  return new Examiner({
    s3: aws.s3,
    clock: systemClock,
    idleTimeout: settings['read-timeout'] * 1000,
    fetched: () => {},
    objectProperties: [],
    route: createRoute(definitions(settings), transforms, headsOf(settings)),
    maxLineBytes: settings['max-line'],
    signal: io.stops.stop,
    looks,
    concurrency: settings.concurrency,
  });
}
