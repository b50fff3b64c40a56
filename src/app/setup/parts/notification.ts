import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { LogflowError } from '../../../model/errors.ts';
import type { SetupSection } from '../../settings/setup.ts';
import { call, callUnless } from '../call.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import type { Names } from '../names.ts';
import type { Part, Step } from '../part.ts';
import { entriesOf, entryId, mergeNotification, wantedEntry } from './bucket-notification.ts';
import { type Decision, decide } from './notification-decision.ts';

/** That the bucket tells of new objects. The entry of ours is known by its id; what others put beside it stays. */
export function createNotificationPart(
  names: Names,
  section: SetupSection,
  { s3 }: Pick<SetupClients, 's3'>,
): Part {
  const { bucket } = names;
  const about = { part: 'notification', what: 'S3 notification', name: bucket } as const;
  const id = entryId(section);
  const wanted = wantedEntry(names, section);
  const eventBridge = section.announce === 'eventbridge';
  const judge = (now: NotificationConfiguration) => decide(now, { bucket, id, wanted, eventBridge });

  /** On what is there now: somebody else's change since the plan must not be undone. */
  async function apply(): Promise<void> {
    const now = (await read(s3, bucket)) ?? {};
    const decision = judge(now);
    if (decision.kind === 'overlap') throw new LogflowError(decision.problem);
    if (decision.kind === 'keep') return;
    const entry = decision.covered ? undefined : wanted;
    await write(s3, bucket, mergeNotification(now, id, entry, eventBridge));
  }

  async function remove(): Promise<void> {
    const now = await read(s3, bucket);
    if (now && entriesOf(now).some((entry) => entry.id === id))
      await write(s3, bucket, mergeNotification(now, id, undefined, false));
  }

  return {
    name: 'notification',
    async plan(): Promise<readonly Step[]> {
      const decision = judge((await read(s3, bucket)) ?? {});
      return [stepOf(about, decision, apply)];
    },
    async destroy(): Promise<readonly Step[]> {
      const now = await read(s3, bucket);
      if (!now) return [];
      const ours = entriesOf(now).filter((entry) => entry.id === id);
      const others = entriesOf(now).length - ours.length + (now.EventBridgeConfiguration ? 1 : 0);
      const note = others > 0 ? { note: 'what others have there stays' } : {};
      if (ours.length === 0)
        return others > 0 ? [{ ...about, kind: 'keep', note: 'none of it is ours' }] : [];
      const fields = [fieldChange(`entry ${id}`, ours.map(({ arn }) => arn).join(', '), undefined)];
      return [{ ...about, kind: 'delete', fields, ...note, apply: remove }];
    },
  };
}

function stepOf(
  about: { readonly part: 'notification'; readonly what: string; readonly name: string },
  decision: Decision,
  apply: () => Promise<void>,
): Step {
  if (decision.kind === 'overlap') return { ...about, kind: 'refuse', problem: decision.problem };
  const note = decision.note === undefined ? {} : { note: decision.note };
  if (decision.kind === 'keep') return { ...about, kind: 'keep', ...note };
  return { ...about, kind: decision.first ? 'create' : 'change', fields: decision.fields, ...note, apply };
}

async function read(s3: S3Client, Bucket: string): Promise<NotificationConfiguration | undefined> {
  const answer = await callUnless(['NoSuchBucket'], 's3:GetBucketNotification', `the bucket ${Bucket}`, () =>
    s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
  );
  if (!answer) return undefined;
  const { $metadata: _, ...configuration } = answer;
  return configuration;
}

async function write(
  s3: S3Client,
  Bucket: string,
  NotificationConfiguration: NotificationConfiguration,
): Promise<void> {
  await call('s3:PutBucketNotification', `the bucket ${Bucket}`, () =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration })),
  );
}
