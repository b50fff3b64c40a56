import { systemClock } from '../core/clock.ts';
import { Metrics } from '../core/metrics.ts';
import { isMoved } from '../model/after.ts';
import { watchDepth, watchRedrive } from '../source/depth-watch.ts';
import { QueueSource } from '../source/queue.ts';
import { createQueueApi, type QueueApi, resolveQueueUrl } from '../source/queue-api.ts';
import type { QueueEvents } from '../source/queue-events.ts';
import { type AwsClients, createAws } from './aws.ts';
import { watchDeadLetters } from './dead-letter-watch.ts';
import { metricsAddress } from './exposition/open.ts';
import type { Io } from './io.ts';
import { unclaimed, unrecognised } from './message-problems.ts';
import { tellAboutQueue, tellAboutRedrive } from './queue-notes.ts';
import type { Result } from './result.ts';
import { run, stoppedEarly } from './run.ts';
import type { Settings } from './settings/settings.ts';
import { unlessStopped } from './stop-grace.ts';

/** Seconds a receive waits. SQS allows 20; five keep Ctrl-C short, and cost 0.2 USD a month and consumer when idle. */
const wait = 5;
/** ms between two looks at the depth of the queue. */
const depthInterval = 5_000;
/** ms between two looks at whether it has a redrive policy. */
const redriveInterval = 60_000;
/** The same for its dead letters. */
const deadLetterInterval = 15_000;

/** Follows the queue until stopped; with `drain` until it is empty. Rejects with `LogflowError` when the run fails. */
export async function consume(settings: Settings, { drain }: { drain: boolean }, io: Io): Promise<Result> {
  const aws = createAws(settings);
  const after = settings.after.kind === 'none' ? undefined : settings.after;
  const ended = new AbortController();
  try {
    const look = await unlessStopped(lookAtQueue(aws, settings, io), io.stops.stop);
    if (!look) return stoppedEarly(new Metrics(systemClock.now), { kind: 'queue', finite: drain });
    const { queueUrl, api } = look;
    let { redrive } = look;
    return await run(
      settings,
      {
        kind: 'queue',
        from: `queue ${queueUrl.split('/').at(-1)}`,
        finite: drain,
        aws,
        after,
        metricsAt: metricsAddress(settings),
        start({ metrics, brake, claims, stop }) {
          const events = queueEvents(metrics);
          const source = new QueueSource(
            {
              api: tellingAges(api, metrics),
              clock: systemClock,
              brake,
              events,
              claims,
              moved: (ref) => after?.kind === 'move' && isMoved(after, ref),
              stop,
              // In a FIFO queue a message that is held back for hours would hold up its whole group.
              redrive: () => redrive || queueUrl.endsWith('.fifo'),
              random: Math.random,
            },
            {
              drain,
              wait,
              visibilityTimeout: settings['visibility-timeout'],
              maxProcessing: settings['max-processing'],
            },
          );
          void watchDepth(api, systemClock, events, depthInterval, ended.signal);
          void watchRedrive(api, systemClock, redriveInterval, ended.signal, (now) => {
            if (now !== redrive) tellAboutRedrive(now, io);
            redrive = now;
          });
          const dead = (messages: number) => {
            metrics.deadLetters = messages;
          };
          void watchDeadLetters(aws, queueUrl, systemClock, deadLetterInterval, dead, ended.signal);
          return { source, feeding: source.run(), close: () => source.close() };
        },
      },
      io,
    );
  } finally {
    ended.abort();
    aws.close();
  }
}

async function lookAtQueue(aws: AwsClients, settings: Settings, io: Io) {
  const queueUrl = await resolveQueueUrl(aws.sqs, settings.queue ?? '', settings['queue-owner']);
  const api = createQueueApi(aws.sqs, queueUrl);
  return { queueUrl, api, redrive: await tellAboutQueue(api, queueUrl, settings, io) };
}

/** The same queue; when its messages were sent is noted as they come: all that SQS says about age. */
function tellingAges(api: QueueApi, metrics: Metrics): QueueApi {
  return {
    ...api,
    async receive(...wanted) {
      const messages = await api.receive(...wanted);
      for (const { sentAt } of messages) if (sentAt !== undefined) metrics.messageSent(sentAt);
      return messages;
    },
  };
}

function queueEvents(metrics: Metrics): QueueEvents {
  const { messages } = metrics;
  return {
    received: (count) => {
      messages.received += count;
    },
    deleted: () => {
      messages.deleted += 1;
    },
    released: () => {
      messages.released += 1;
    },
    quarantined: () => {
      messages.quarantined += 1;
    },
    testEvent: () => {
      messages.testEvents += 1;
    },
    ignored: () => {
      messages.ignored += 1;
    },
    unrecognised: (reason) => {
      messages.unrecognised += 1;
      metrics.problem(unrecognised(reason));
    },
    unclaimed: (uri) => {
      messages.unclaimed += 1;
      metrics.problem(unclaimed(uri));
    },
    leaseExtended: () => {
      messages.leasesExtended += 1;
    },
    leaseLost: () => {
      messages.leasesLost += 1;
    },
    notReceiving: (problem) => metrics.notReceiving(problem),
    depth: (depth) => metrics.queueDepth(depth),
    problem: (problem) => metrics.problem(problem),
  };
}
