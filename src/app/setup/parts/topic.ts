import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import { mergePolicy } from '../merge-policy.ts';
import { type Names, ownTag } from '../names.ts';
import type { FieldChange, Part, Step } from '../part.ts';
import { onlyDeletes } from '../retire.ts';
import { topicStatement } from './announcer-policy.ts';
import { managedKeyProblem } from './queue-changes.ts';
import { isQueues, subscriptionsOf } from './sns-subscriptions.ts';
import {
  createTopic,
  deleteTopic,
  findTopic,
  setTopic,
  type TopicAttributes,
  topicProject,
} from './sns-topic.ts';

/** The topic that the bucket publishes to (`announce: sns`); one of ours that is no longer needed goes. */
export function createTopicPart(
  names: Names,
  section: SetupSection,
  { sns }: Pick<SetupClients, 'sns'>,
): Part {
  const { topicArn } = names;
  const { project, 'kms-key': kmsKey } = section;
  const about = { part: 'topic', what: 'SNS topic', name: names.topic } as const;

  async function wanted(): Promise<Step> {
    const found = await findTopic(sns, topicArn);
    const problem = managedKeyProblem('topic', names.topic, kmsKey ?? found?.kmsKey);
    if (problem) return { ...about, kind: 'refuse', problem };
    const { fields, set } = topicChanges(found, names, kmsKey);
    const key = kmsKey ?? found?.kmsKey;
    const note = key ? { note: `the policy of the key ${key} has to let in s3.amazonaws.com` } : {};
    if (!found) {
      const tag = fieldChange(`tag ${ownTag}`, undefined, project);
      const apply = () => createTopic(sns, names, set, project);
      return { ...about, kind: 'create', fields: [...fields, tag], ...note, apply };
    }
    if (fields.length === 0) return { ...about, kind: 'keep', ...note };
    const apply = async () => {
      // As it is now: what somebody else wrote into its policy since then stays.
      const fresh = await findTopic(sns, topicArn);
      const attributes = Object.entries(topicChanges(fresh, names, kmsKey).set);
      for (const [name, value] of attributes) await setTopic(sns, topicArn, name, value);
    };
    return { ...about, kind: 'change', fields, ...note, apply };
  }

  async function destroy(): Promise<readonly Step[]> {
    if (!(await findTopic(sns, topicArn))) return [];
    if ((await topicProject(sns, topicArn)) !== project) {
      return [{ ...about, kind: 'keep', note: `not made by logflow: no tag ${ownTag}=${project}` }];
    }
    const others = (await subscriptionsOf(sns, topicArn)).filter((one) => !isQueues(one, names));
    if (others.length > 0) {
      const who = others.map(({ Endpoint }) => Endpoint).join(', ');
      return [{ ...about, kind: 'keep', note: `others subscribed to it, too: ${who}; end that first` }];
    }
    return [{ ...about, kind: 'delete', fields: [], apply: () => deleteTopic(sns, topicArn) }];
  }

  return {
    name: 'topic',
    plan: async () => (section.announce === 'sns' ? [await wanted()] : onlyDeletes(await destroy())),
    destroy,
  };
}

interface TopicChanges {
  readonly fields: readonly FieldChange[];
  readonly set: Readonly<Record<string, string>>;
}

/** A key that somebody chose is kept where none is asked for. */
export function topicChanges(
  now: TopicAttributes | undefined,
  names: Names,
  kmsKey: string | undefined,
): TopicChanges {
  const { fields, document } = mergePolicy(now?.policy, [topicStatement(names)]);
  const encrypt = kmsKey !== undefined && now?.kmsKey !== kmsKey;
  const old = now?.kmsKey && `KMS key ${now.kmsKey}`;
  return {
    fields: [...fields, ...(encrypt ? [fieldChange('encryption', old, `KMS key ${kmsKey}`)] : [])],
    set: {
      ...(fields.length > 0 && { Policy: document }),
      ...(encrypt && { KmsMasterKeyId: kmsKey }),
    },
  };
}
