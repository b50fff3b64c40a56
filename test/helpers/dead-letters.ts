import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { flowLogObject, folder, lineOf } from './flow-lines.ts';
import { runLogflow } from './process.ts';
import { type Depth, depthOf, openRoad, type Road } from './road.ts';

/** The road with a dead-letter queue that can be filled and looked at. */
export interface DeadRoad extends AsyncDisposable {
  readonly road: Road;
  readonly dlq: string;
  readonly dlqUrl: string;
  bury(body: string, attribute?: string): Promise<void>;
  dead(): Promise<Depth>;
  createQueue(name: string): Promise<void>;
}

export async function openDeadRoad(): Promise<DeadRoad> {
  const road = await openRoad('nothing');
  const dlqUrl = `${road.queueUrl}-dlq`;
  return {
    road,
    dlq: `${road.queue}-dlq`,
    dlqUrl,
    async bury(MessageBody, who) {
      const MessageAttributes = who ? { who: { DataType: 'String', StringValue: who } } : undefined;
      await road.sqs.send(new SendMessageCommand({ QueueUrl: dlqUrl, MessageBody, MessageAttributes }));
    },
    dead: () => depthOf(road.sqs, dlqUrl),
    createQueue: async (QueueName) => void (await road.sqs.send(new CreateQueueCommand({ QueueName }))),
    [Symbol.asyncDispose]: () => road[Symbol.asyncDispose](),
  };
}

/** What S3 says of objects that were created, or something else of them. */
export function s3Message(keys: readonly string[], eventName = 'ObjectCreated:Put', bucket = 'logs'): string {
  return JSON.stringify({
    Records: keys.map((key) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: '2020-03-08T15:10:00.000Z',
      eventName,
      s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key), size: 600 } },
    })),
  });
}

/** One message of each kind, and `good` messages whose objects can be read. */
export async function buryAll({ road, bury }: DeadRoad, good: number): Promise<void> {
  for (let n = 0; n < good; n++) {
    await road.put(`${folder}/good-${n}.log.gz`, flowLogObject([lineOf(n)]));
    await bury(s3Message([`${folder}/good-${n}.log.gz`]), `sender-${n}`);
  }
  await road.put(`${folder}/cut.log.gz`, flowLogObject([lineOf(1)]).subarray(0, 60));
  await bury(s3Message([`${folder}/cut.log.gz`]));
  await road.put(`${folder}/prose.log.gz`, 'Nothing in here\nhas ever been a flow log\n');
  await bury(s3Message([`${folder}/prose.log.gz`]));
  await bury(s3Message([`${folder}/gone.log.gz`]));
  await road.put('photos/cat.jpg', 'meow');
  await bury(s3Message(['photos/cat.jpg']));
  await bury(s3Message(['x'], 'ObjectRemoved:Delete'));
  await bury('hello');
}

/** How many of the messages that `buryAll` writes are not good. */
export const poisons = 6;

/** Runs `logflow dlq …` to its end; `json` is what it printed under `--json`. */
export async function dlq({ road }: DeadRoad, args: readonly string[], env: Record<string, string> = {}) {
  const run = await runLogflow(['dlq', ...args], { env: { ...road.aws.environment, ...env } });
  return { ...run, json: args.includes('--json') ? JSON.parse(run.stdout) : undefined };
}
