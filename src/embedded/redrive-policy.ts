import type { App, Stores } from './fauxqs.ts';

const ACTIONS = new Set(['AmazonSQS.CreateQueue', 'AmazonSQS.SetQueueAttributes']);

/**
 * Wrong in fauxqs 2.4.1: a redrive policy may name a dead-letter queue that is not there; messages then stay for ever.
 * Right: SQS refuses it with InvalidParameterValue, "Dead letter target does not exist" (serverless#5215 shows the words).
 */
export function installRedrivePolicy(app: App, sqs: Stores['sqsStore']): void {
  app.addHook('preHandler', async (request, reply) => {
    if (!ACTIONS.has(String(request.headers['x-amz-target']))) {
      return;
    }
    const body = request.body as { Attributes?: { RedrivePolicy?: string } } | undefined;
    const policy = body?.Attributes?.RedrivePolicy;
    const reason = policy ? redriveProblem(policy, (arn) => sqs.getQueueByArn(arn) !== undefined) : undefined;
    if (reason !== undefined) {
      return reply
        .status(400)
        .header('content-type', 'application/x-amz-json-1.0')
        .header('x-amzn-query-error', 'InvalidParameterValue;Sender')
        .send({
          __type: 'com.amazonaws.sqs#InvalidParameterValueException',
          message: `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
        });
    }
  });
}

/** Why SQS would refuse the policy, or undefined. */
function redriveProblem(policy: string, exists: (arn: string) => boolean): string | undefined {
  let target: unknown;
  try {
    target = JSON.parse(policy)?.deadLetterTargetArn;
  } catch {
    return 'Redrive policy is not a valid JSON map.';
  }
  if (typeof target !== 'string') {
    return 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.';
  }
  return exists(target) ? undefined : 'Dead letter target does not exist.';
}
