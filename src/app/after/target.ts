import {
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import { type AfterAction, afterText, type MoveAction } from '../../model/after.ts';
import { LogflowError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { readAwsError } from '../../source/aws-error.ts';
import { askHome, type Clients } from '../../source/bucket-region.ts';
import type { Surroundings } from '../io.ts';

/** ms */
const patience = 20_000;
/** Of the events that a notification may name, those that a copy sets off. */
const ofCopies = new Set(['s3:ObjectCreated:*', 's3:ObjectCreated:Copy']);

type Configuration = Pick<
  GetBucketNotificationConfigurationCommandOutput,
  'QueueConfigurations' | 'TopicConfigurations' | 'LambdaFunctionConfigurations' | 'EventBridgeConfiguration'
>;

/**
 * Before anything is read: a move to where each new object is announced would bring itself about again and again (R30).
 * Rejects with `LF_AFTER_LOOP` then. What may not be looked at is said to people.
 */
export async function refuseLoop(
  action: AfterAction,
  s3: Clients,
  io: Pick<Surroundings, 'stderr' | 'stops'>,
): Promise<void> {
  if (action.kind !== 'move') return;
  const { bucket: Bucket, prefix } = action;
  const say = (text: string) => void io.stderr.write(`note: ${printable(text)}\n`);
  let configuration: Configuration;
  try {
    const abortSignal = AbortSignal.any([io.stops.stop, AbortSignal.timeout(patience)]);
    configuration = await askHome(s3, { bucket: Bucket }, (client) =>
      client.send(new GetBucketNotificationConfigurationCommand({ Bucket }), { abortSignal }),
    );
  } catch (error) {
    if (io.stops.stop.aborted) return;
    const { name } = readAwsError(error);
    if (name === 'NoSuchBucket') throw missing(action);
    say(`cannot see what ${Bucket} announces (${name}): make sure that it is not what is below ${prefix}/`);
    return;
  }
  const announcer = announcerOf(configuration, `${prefix}/`);
  if (announcer !== undefined) throw loop(action, announcer);
  if (configuration.EventBridgeConfiguration) {
    say(
      `${Bucket} sends its events to EventBridge: make sure that no rule brings those below ${prefix}/ to the queue`,
    );
  }
}

/** Who is told of copies below the prefix. */
export function announcerOf(configuration: Configuration, prefix: string): string | undefined {
  const {
    QueueConfigurations: queues = [],
    TopicConfigurations: topics = [],
    LambdaFunctionConfigurations: functions = [],
  } = configuration;
  const all = [
    ...queues.map((one) => ({ ...one, to: one.QueueArn })),
    ...topics.map((one) => ({ ...one, to: one.TopicArn })),
    ...functions.map((one) => ({ ...one, to: one.LambdaFunctionArn })),
  ];
  return all.find(({ Events, Filter }) => {
    const rules = Filter?.Key?.FilterRules ?? [];
    const begin = rules.find(({ Name }) => Name?.toLowerCase() === 'prefix')?.Value ?? '';
    const meets = begin.startsWith(prefix) || prefix.startsWith(begin);
    return meets && Events?.some((event) => ofCopies.has(event));
  })?.to;
}

function loop(action: MoveAction, to: string): LogflowError {
  return new LogflowError(
    {
      code: 'LF_AFTER_LOOP',
      message: `--after ${afterText(action)}: the bucket announces what is moved there to ${to}, so it would be read and moved without end`,
      hint: "Choose another bucket or prefix, or let the bucket's notification name a prefix that leaves this one out.",
    },
    { exit: 2 },
  );
}

function missing(action: MoveAction): LogflowError {
  return new LogflowError(
    {
      code: 'LF_AFTER_BUCKET',
      message: `--after ${afterText(action)}: there is no bucket ${action.bucket}`,
      hint: 'Check its name, --s3-endpoint and the account, or make it.',
    },
    { exit: 2 },
  );
}
