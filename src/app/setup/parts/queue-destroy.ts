import type { SQSClient } from '@aws-sdk/client-sqs';
import { plural } from '../../../model/format.ts';
import { ownTag } from '../names.ts';
import type { Step } from '../part.ts';
import { type Attributes, deleteQueue, findQueue, queueProject } from './sqs-queue.ts';

export async function destroyQueue(
  sqs: SQSClient,
  what: string,
  name: string,
  project: string,
): Promise<readonly Step[]> {
  const about = { part: 'queue', what, name } as const;
  const found = await findQueue(sqs, name);
  if (!found) return [];
  if ((await queueProject(sqs, found.url)) !== project) {
    return [{ ...about, kind: 'keep', note: `not made by logflow: no tag ${ownTag}=${project}` }];
  }
  const messages = total(found.attributes);
  const note =
    messages === 0
      ? {}
      : {
          note: `${plural(messages, 'message')} in it go, too; \`logflow backfill\` finds the objects again`,
        };
  return [{ ...about, kind: 'delete', fields: [], ...note, apply: () => deleteQueue(sqs, found.url) }];
}

function total(attributes: Attributes): number {
  const {
    ApproximateNumberOfMessages: visible = 0,
    ApproximateNumberOfMessagesNotVisible: inFlight = 0,
    ApproximateNumberOfMessagesDelayed: delayed = 0,
  } = attributes;
  return Number(visible) + Number(inFlight) + Number(delayed);
}
