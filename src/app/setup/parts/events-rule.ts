import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { LogflowError } from '../../../model/errors.ts';
import { call, callUnless } from '../call.ts';
import { type Names, ownTag } from '../names.ts';

const missing = ['ResourceNotFoundException'];

/** By it our target is known among those that others added to the rule. */
export const targetId = 'logflow';

export interface FoundRule {
  readonly pattern: string | undefined;
  readonly enabled: boolean;
  /** ARNs by id. */
  readonly targets: ReadonlyMap<string, string>;
}

export async function findRule(events: EventBridgeClient, Name: string): Promise<FoundRule | undefined> {
  const on = `the rule ${Name}`;
  const rule = await callUnless(missing, 'events:DescribeRule', on, () =>
    events.send(new DescribeRuleCommand({ Name })),
  );
  if (!rule) return undefined;
  const targets = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await callUnless(missing, 'events:ListTargetsByRule', on, () =>
      events.send(new ListTargetsByRuleCommand({ Rule: Name, NextToken })),
    );
    for (const { Id, Arn } of page?.Targets ?? []) if (Id && Arn) targets.set(Id, Arn);
    NextToken = page?.NextToken;
  } while (NextToken);
  return { pattern: rule.EventPattern, enabled: rule.State !== 'DISABLED', targets };
}

/** Whose it is by its tag. */
export async function ruleProject(
  events: EventBridgeClient,
  ResourceARN: string,
): Promise<string | undefined> {
  const answer = await callUnless(missing, 'events:ListTagsForResource', `the rule ${ResourceARN}`, () =>
    events.send(new ListTagsForResourceCommand({ ResourceARN })),
  );
  return answer?.Tags?.find(({ Key }) => Key === ownTag)?.Value;
}

/** Creates or changes it. AWS takes tags for a new one alone: those of one that is there stay as they are. */
export async function putRule(
  events: EventBridgeClient,
  Name: string,
  pattern: object,
  project: string | undefined,
): Promise<void> {
  const command = new PutRuleCommand({
    Name,
    Description: 'Tells logflow of new objects',
    EventPattern: JSON.stringify(pattern),
    State: 'ENABLED',
    ...(project !== undefined && { Tags: [{ Key: ownTag, Value: project }] }),
  });
  await call('events:PutRule', `the rule ${Name}`, () => events.send(command));
}

export async function putTarget(events: EventBridgeClient, { rule, queueArn }: Names): Promise<void> {
  const answer = await call('events:PutTargets', `the rule ${rule}`, () =>
    events.send(new PutTargetsCommand({ Rule: rule, Targets: [{ Id: targetId, Arn: queueArn }] })),
  );
  const [failed] = answer.FailedEntries ?? [];
  if (!failed) return;
  throw new LogflowError({
    code: 'LF_SETUP_AWS',
    message: `events:PutTargets for the rule ${rule}: ${failed.ErrorCode}: ${failed.ErrorMessage}`,
    hint: 'Mend what AWS names, then run `logflow setup` again: what is done is not done twice.',
  });
}

/** AWS deletes no rule that has targets. */
export async function deleteRule(
  events: EventBridgeClient,
  Name: string,
  Ids: readonly string[],
): Promise<void> {
  const on = `the rule ${Name}`;
  if (Ids.length > 0) {
    await callUnless(missing, 'events:RemoveTargets', on, () =>
      events.send(new RemoveTargetsCommand({ Rule: Name, Ids: [...Ids] })),
    );
  }
  await callUnless(missing, 'events:DeleteRule', on, () => events.send(new DeleteRuleCommand({ Name })));
}
