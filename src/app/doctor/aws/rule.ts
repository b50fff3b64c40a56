import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import type { Problem } from '../../../model/errors.ts';
import { refusedProblem } from '../aws-call.ts';
import { type Check, check, ok, worst } from '../check.ts';
import type { QueueFacts, RuleFacts } from '../facts.ts';
import { parseArn } from '../senders.ts';
import type { AwsDeps } from './deps.ts';

/** Rules of EventBridge between buckets and queue. */
export function ruleCheck(deps: AwsDeps): Check {
  return check({
    id: 'rule',
    title: 'EventBridge rule',
    needs: ['feeds', 'queue'],
    gives: ['rules'],
    async run({ feeds, queue }, signal) {
      if (feeds.rules.length === 0) return ok('no rule is on the way', { rules: [] });
      const looked = await Promise.all(feeds.rules.map((arn) => look(deps, arn, queue, signal)));
      const rules = looked.flatMap(({ rule }) => rule ?? []);
      const failures = looked.flatMap(({ failure }) => failure ?? []);
      const warnings = looked.flatMap(({ denied }) => denied ?? []);
      return worst(
        { failures, warnings },
        rules.map(({ name }) => name).join(', '),
        rules.length > 0 ? { rules } : {},
      );
    },
  });
}

interface Looked {
  readonly rule?: RuleFacts;
  readonly failure?: Problem;
  readonly denied?: Problem;
}

async function look(
  { clients, ask }: AwsDeps,
  arn: string,
  queue: QueueFacts,
  signal: AbortSignal,
): Promise<Looked> {
  // `rule/NAME` on the default bus, `rule/BUS/NAME` on another one.
  const path = (parseArn(arn)?.resource ?? '').split('/').slice(1);
  const name = path.at(-1) ?? arn;
  const bus = path.length > 1 ? { EventBusName: path[0] as string } : {};
  const describe = { service: 'events', action: 'events:DescribeRule', of: `rule ${name}` };
  const asked = await ask(describe, signal, () =>
    clients.events.send(new DescribeRuleCommand({ Name: name, ...bus }), { abortSignal: signal }),
  );
  if (asked.kind === 'denied') return { denied: asked.problem };
  if (asked.kind === 'refused') {
    return {
      failure: /NotFound/.test(asked.error.name) ? missing(name) : refusedProblem(describe, asked.error),
    };
  }
  const { State, EventPattern: pattern } = asked.value;
  const rule: RuleFacts = { arn, name, pattern };
  if (State === 'DISABLED') return { rule, failure: disabled(name) };
  const list = { service: 'events', action: 'events:ListTargetsByRule', of: `rule ${name}` };
  const targets = await ask(list, signal, () =>
    clients.events.send(new ListTargetsByRuleCommand({ Rule: name, ...bus }), { abortSignal: signal }),
  );
  if (targets.kind === 'denied') return { rule, denied: targets.problem };
  if (targets.kind === 'refused') return { rule, failure: refusedProblem(list, targets.error) };
  const leads = targets.value.Targets?.some(({ Arn }) => Arn === queue.arn);
  return leads ? { rule } : { rule, failure: elsewhere(name, queue) };
}

function missing(name: string): Problem {
  return {
    code: 'LF_RULE_MISSING',
    message: `there is no rule ${name} in EventBridge`,
    hint: 'Run `logflow setup`, or make it; if it is another one now, mend the policy of the queue, which names this one.',
  };
}

function disabled(name: string): Problem {
  return {
    code: 'LF_RULE_DISABLED',
    message: `rule ${name} is disabled: nothing is sent`,
    hint: `Enable it: aws events enable-rule --name ${name}.`,
  };
}

function elsewhere(name: string, queue: QueueFacts): Problem {
  return {
    code: 'LF_RULE_TARGET',
    message: `rule ${name} does not have queue ${queue.name} among its targets`,
    hint: `Run \`logflow setup\`, or add the target ${queue.arn}.`,
  };
}
