import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import type { Problem } from '../../../model/errors.ts';
import { refusedProblem } from '../aws-call.ts';
import { type Check, check, ok, worst } from '../check.ts';
import type { TopicFacts } from '../facts.ts';
import { maySend, parseArn, statementFor } from '../senders.ts';
import type { AwsDeps } from './deps.ts';
import { isAwsManaged, managedKey } from './queue-settings.ts';

/** The topics between buckets and queue. */
export function topicChecks(deps: AwsDeps): readonly Check[] {
  return [
    check({
      id: 'topic',
      title: 'topic',
      needs: ['feeds'],
      gives: ['topics'],
      async run({ feeds }, signal) {
        const found = await Promise.all(feeds.topics.map((arn) => topicOf(deps, arn, signal)));
        const topics = found.flatMap(({ topic }) => topic ?? []);
        const away = found.flatMap(({ failure }) => failure ?? []);
        // A policy may still name a topic of former times.
        const failures = topics.length === 0 ? away : [];
        const warnings = [
          ...found.flatMap(({ denied }) => denied ?? []),
          ...(topics.length === 0 ? [] : away),
        ];
        // Nothing of a topic can be judged that is away; of one that may not be read, too.
        const facts = failures.length + warnings.length > 0 && topics.length === 0 ? {} : { topics };
        return worst({ failures, warnings }, named(topics), facts);
      },
    }),
    check({
      id: 'topic-policy',
      title: 'topic policy',
      needs: ['topics', 'buckets'],
      after: ['announcements'],
      run({ topics, buckets, announcements = [] }) {
        if (topics.length === 0) return ok(none);
        const announced = announcements.map(({ bucket, to }) => ({ bucket, to }));
        const failures = topics.flatMap((topic) => {
          const senders = announced.filter(({ to }) => to === topic.arn).map(({ bucket }) => bucket);
          // Nobody announces to it yet: then it is what is there that should.
          const names =
            senders.length > 0 ? senders : announced.length > 0 ? [] : buckets.map(({ name }) => name);
          return [...new Set(names)].flatMap((bucket) => shutOut(topic, bucket));
        });
        return worst({ failures }, `lets ${buckets.map(({ name }) => name).join(', ')} publish`);
      },
    }),
    check({
      id: 'topic-encryption',
      title: 'topic encryption',
      needs: ['topics'],
      run({ topics }) {
        const failures = topics
          .filter(({ attributes }) => isAwsManaged(attributes.KmsMasterKeyId, 'sns'))
          .map(({ name }) => managedKey('topic', name, 'alias/aws/sns'));
        const keys = topics.flatMap(({ attributes }) => attributes.KmsMasterKeyId || []);
        const says = keys.length > 0 ? `key ${keys.join(', ')}; its policy was not looked at` : 'none';
        return worst({ failures }, topics.length === 0 ? none : says);
      },
    }),
  ];
}

/** What is said of topics where none is on the way. */
export const none = 'no topic is on the way';

interface Looked {
  readonly topic?: TopicFacts;
  readonly failure?: Problem;
  readonly denied?: Problem;
}

async function topicOf({ clients, ask }: AwsDeps, arn: string, signal: AbortSignal): Promise<Looked> {
  const name = parseArn(arn)?.resource ?? arn;
  const question = { service: 'sns', action: 'sns:GetTopicAttributes', of: `topic ${name}` };
  const asked = await ask(question, signal, () =>
    clients.sns.send(new GetTopicAttributesCommand({ TopicArn: arn }), { abortSignal: signal }),
  );
  if (asked.kind === 'denied') return { denied: asked.problem };
  if (asked.kind === 'answer') return { topic: { arn, name, attributes: asked.value.Attributes ?? {} } };
  return {
    failure: /NotFound/.test(asked.error.name) ? missing(arn) : refusedProblem(question, asked.error),
  };
}

function named(topics: readonly TopicFacts[]): string {
  return topics.length === 0 ? none : topics.map(({ name }) => name).join(', ');
}

function missing(arn: string): Problem {
  return {
    code: 'LF_TOPIC_MISSING',
    message: `there is no topic ${arn}`,
    hint: 'Run `logflow setup`, or make it; if it is another one now, mend the policy of the queue, which names this one.',
  };
}

function shutOut({ arn, name, attributes }: TopicFacts, bucket: string): Problem | [] {
  const { partition = 'aws' } = parseArn(arn) ?? {};
  const sender = `arn:${partition}:s3:::${bucket}`;
  if (['allowed', 'unsure'].includes(maySend(attributes.Policy, arn, sender, undefined))) return [];
  return {
    code: 'LF_TOPIC_POLICY',
    message: `the policy of topic ${name} does not let bucket ${bucket} publish to it`,
    hint: `Run \`logflow setup\`, or add this statement to the policy: ${statementFor(arn, sender)}`,
  };
}
