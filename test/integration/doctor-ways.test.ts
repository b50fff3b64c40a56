import {
  DeleteRuleCommand,
  DisableRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { UnsubscribeCommand } from '@aws-sdk/client-sns';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Names } from '../../src/app/setup/names.ts';
import { eventPattern } from '../../src/app/setup/parts/event-pattern.ts';
import { diagnose, letsIn, motoForTests, notOk, saidOf, standIn, wholeSetup } from '../helpers/doctor-kit.ts';
import { findMoto, motoAccount } from '../helpers/moto.ts';
import { startS3Proxy } from '../helpers/s3-proxy.ts';

const found = await findMoto();

describe.skipIf(found.kind === 'missing')('doctor on other ways to the queue', () => {
  const aws = motoForTests(found);
  beforeAll(() => standIn(aws.moto.endpoint));

  /** A set-up without its topic. */
  async function without(configuration: (queueArn: string) => NotificationConfiguration) {
    const setup = await wholeSetup(aws.clients);
    await aws.clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: setup.subscriptionArn }));
    const put = { Bucket: setup.name, NotificationConfiguration: configuration(setup.queueArn) };
    await aws.clients.s3.send(new PutBucketNotificationConfigurationCommand(put));
    return setup;
  }

  it('straight from S3', async () => {
    const setup = await without((QueueArn) => ({
      QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }],
    }));
    const { queueArn, name } = setup;
    await setup.setQueue({ Policy: letsIn('s3', 'sqs:SendMessage', queueArn, `arn:aws:s3:::${name}`) });
    const checked = await diagnose({ queue: name });
    expect(notOk(checked)).toEqual({});
    expect(saidOf(checked, 'queue-policy')).toBe(`bucket ${name}`);
    expect(saidOf(checked, 'notification')).toBe(`* to queue ${name}`);
  });

  it('by a rule of EventBridge: whole, disabled, without its target, gone', async () => {
    const setup = await without(() => ({ EventBridgeConfiguration: {} }));
    const { name, queueArn, prefix } = setup;
    const ruleArn = `arn:aws:events:us-west-2:${motoAccount}:rule/${name}`;
    const names = { bucket: name, prefix, suffix: '.log.gz', account: motoAccount };
    const EventPattern = JSON.stringify(eventPattern(names as Names));
    const { events } = aws.clients;
    await events.send(new PutRuleCommand({ Name: name, EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn: queueArn }] }));
    await setup.setQueue({ Policy: letsIn('events', 'sqs:SendMessage', queueArn, ruleArn) });
    // moto keeps the switch for EventBridge to itself.
    const body = '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>';
    await using s3 = await startS3Proxy(aws.moto.endpoint, ({ query }) =>
      query.has('notification') ? { kind: 'answer', status: 200, body } : undefined,
    );
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    const whole = await diagnose({ queue: name });
    expect(notOk(whole)).toEqual({});
    expect(saidOf(whole, 'notification')).toBe(`${prefix}*.log.gz to rule ${name}`);

    await events.send(new DisableRuleCommand({ Name: name }));
    const disabled = await diagnose({ queue: name });
    expect(notOk(disabled)).toEqual({ rule: 'failure LF_RULE_DISABLED' });
    expect(saidOf(disabled, 'rule')).toContain(`aws events enable-rule --name ${name}`);
    await events.send(new PutRuleCommand({ Name: name, EventPattern, State: 'ENABLED' }));

    await events.send(new RemoveTargetsCommand({ Rule: name, Ids: ['queue'] }));
    const aimless = await diagnose({ queue: name });
    expect(notOk(aimless)).toEqual({ rule: 'failure LF_RULE_TARGET' });
    expect(saidOf(aimless, 'rule')).toContain(`add the target ${queueArn}`);

    await events.send(new DeleteRuleCommand({ Name: name }));
    const gone = await diagnose({ queue: name });
    expect(notOk(gone)).toMatchObject({ rule: 'failure LF_RULE_MISSING', notification: 'skipped' });
    vi.stubEnv('AWS_ENDPOINT_URL_S3', undefined);
  });

  it('what the section setup means to be there', async () => {
    const setup = await wholeSetup(aws.clients);
    const { name, queueArn } = setup;
    const section = { project: name, bucket: name, topic: name };
    expect(notOk(await diagnose({ setup: section, queue: name }))).toEqual({});

    const planned = await diagnose({ setup: { project: `${name}-none` } });
    expect(saidOf(planned, 'queue')).toMatch(
      /^there is no queue d[0-9a-f]+-none-objects\nRun `logflow setup`/,
    );
    expect(saidOf(planned, 'bucket')).toContain('Run `logflow setup`');

    await setup.notify('AWSLogs/other/');
    const filtered = await diagnose({ setup: section, queue: name });
    expect(notOk(filtered)).toEqual({ notification: 'failure LF_NOTIFICATION_FILTER' });
    expect(saidOf(filtered, 'notification')).toContain(`none of ${setup.prefix}*.log.gz`);

    await aws.clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: setup.subscriptionArn }));
    await setup.notify(setup.prefix);
    await setup.setQueue({ Policy: letsIn('sns', 'sqs:SendMessage', queueArn, `${setup.topicArn}-old`) });
    expect(notOk(await diagnose({ setup: section, queue: name }))).toEqual({
      'queue-policy': 'failure LF_QUEUE_POLICY',
      topic: 'warning LF_TOPIC_MISSING',
      subscription: 'failure LF_SUBSCRIPTION_MISSING',
    });
  });
});
