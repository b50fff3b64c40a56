import { LogflowError } from '../../model/errors.ts';
import { oneLine } from '../../sink/text.ts';
import { commonProblem, readAwsError } from '../../source/aws-error.ts';

/** Of what AWS may allow a minute later. */
export const notYetCode = 'LF_SETUP_NOT_YET';

/**
 * A name is free again, and a policy is in force, a while after the change: a queue's is for 60 s.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
const notYet =
  /QueueDeletedRecently|OperationAborted|Unable to validate the following destination|conflicting conditional operation/;

/**
 * Asks AWS for something. What AWS throws is told with the action (`ec2:CreateFlowLogs`: what a policy has to allow) and
 * what it was for.
 */
export async function call<T>(action: string, on: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusal(error, action, on);
  }
}

/** The same, for what need not be there: undefined when AWS answers with one of these codes. */
export async function callUnless<T>(
  codes: readonly string[],
  action: string,
  on: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  return call(action, on, async () => {
    try {
      return await work();
    } catch (error) {
      if (codes.includes(readAwsError(error).name)) return undefined;
      throw error;
    }
  });
}

function refusal(error: unknown, action: string, on: string): LogflowError {
  if (error instanceof LogflowError) return error;
  const aws = readAwsError(error);
  const common = commonProblem(aws, on);
  if (common) return new LogflowError(common, { cause: error });
  if (notYet.test(aws.name) || notYet.test(aws.message)) {
    const message = `${action} for ${on}: not yet: ${oneLine(aws.message, 400)}`;
    const hint =
      'AWS needs up to a minute after what it names was deleted or changed: run `logflow setup` again; if it stays, mend what it names.';
    return new LogflowError({ code: notYetCode, message, hint }, { cause: error });
  }
  const denied = /^(AccessDenied|UnauthorizedOperation|Forbidden)/.test(aws.name) || aws.status === 403;
  // EC2 adds a kilobyte that only AWS can read.
  const said = oneLine(aws.message.replace(/Encoded authorization failure message:.*/, ''), 400);
  return new LogflowError(
    denied
      ? {
          code: 'LF_SETUP_DENIED',
          message: `AWS does not allow ${action} for ${on}: ${said}`,
          hint: `Allow ${action} on it to these credentials, then run \`logflow setup\` again.`,
        }
      : {
          code: 'LF_SETUP_AWS',
          message: `${action} for ${on}: ${aws.name}: ${said}`,
          hint: 'Mend what AWS names, then run `logflow setup` again: what is done is not done twice.',
        },
    { cause: error },
  );
}
