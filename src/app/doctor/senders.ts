import { asRecord } from '../template/mapping.ts';
import { type Caller, type Ruling, ruling, statementsOf } from './policy.ts';

/** `arn:aws:sns:us-west-2:123456789012:topic` in its parts. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Undefined for what is none. */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition = '', service = '', region = '', account = '', ...resource] = text.split(':');
  if (arn !== 'arn' || resource.length === 0) return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}

/**
 * ARNs of topics, buckets and rules whom a policy lets in by `aws:SourceArn`, patterns left out: nobody knows whom they
 * are meant for.
 */
export function namedSenders(policy: string | undefined): readonly string[] {
  const arns = statementsOf(policy)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Condition }) => Object.values(asRecord(Condition)))
    .flatMap((keys) => Object.entries(asRecord(keys)))
    .filter(([key]) => key.toLowerCase() === 'aws:sourcearn')
    .flatMap(([, values]) => [values].flat().map(String));
  return [...new Set(arns)].filter((arn) => parseArn(arn) !== undefined && !/[*?]/.test(arn));
}

const actions: Readonly<Record<string, string>> = { sqs: 'sqs:SendMessage', sns: 'sns:Publish' };

/** Whether a policy of a queue or topic lets a topic, a bucket or a rule send to it. `account`: of the sender. */
export function maySend(
  policy: string | undefined,
  resource: string,
  sender: string,
  account: string | undefined,
): Ruling {
  const { service = '' } = parseArn(sender) ?? {};
  const caller: Caller = {
    service: `${service}.amazonaws.com`,
    action: actions[parseArn(resource)?.service ?? ''] ?? '',
    resource,
    context: {
      'aws:sourcearn': sender,
      'aws:sourceaccount': account,
      'aws:securetransport': 'true',
      'aws:principalisawsservice': 'true',
      // Of the sender's organization, which we do not know.
      'aws:sourceorgid': undefined,
      'aws:sourceorgpaths': undefined,
      'aws:principalservicename': `${service}.amazonaws.com`,
    },
  };
  return ruling(policy, caller);
}

/** A statement that lets it in, to be put into the policy. */
export function statementFor(resource: string, sender: string): string {
  const { service = '' } = parseArn(sender) ?? {};
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: actions[parseArn(resource)?.service ?? ''],
    Resource: resource,
    Condition: { ArnEquals: { 'aws:SourceArn': sender } },
  });
}
