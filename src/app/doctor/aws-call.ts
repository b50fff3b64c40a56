import { commonRow } from '../../failures/decide.ts';
import { LogflowError, type Problem } from '../../model/errors.ts';
import { type AwsError, commonProblem, readAwsError } from '../../source/aws-error.ts';
import type { Heard } from './heard.ts';

/** What is asked: for messages, and for whoever may not. */
export interface Question {
  /** `sqs` */
  readonly service: string;
  /** `sqs:GetQueueAttributes` */
  readonly action: string;
  /** `queue flow-logs` */
  readonly of: string;
}

/** An answer, or why there is none. */
export type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** We may not ask. `consume` may well do without. */
  | { readonly kind: 'denied'; readonly problem: Problem; readonly error: AwsError }
  | { readonly kind: 'refused'; readonly error: AwsError };

export type AskAws = <T>(
  question: Question,
  signal: AbortSignal,
  work: () => Promise<T>,
) => Promise<Asked<T>>;

/**
 * Asks AWS once. Rejects with a `LogflowError` for what says nothing about the thing that was asked for: no keys, no way
 * to the endpoint, no answer in time.
 */
export function awsAsker(heard: Heard): AskAws {
  return async (question, signal, work) => {
    try {
      return { kind: 'answer', value: await work() };
    } catch (error) {
      if (error instanceof LogflowError) throw error;
      if (signal.aborted) throw new LogflowError(silent(question, heard), { cause: error });
      const aws = readAwsError(error);
      if (isDenied(aws)) return { kind: 'denied', problem: deniedProblem(question, aws), error: aws };
      const problem = commonProblem(aws, question.of);
      if (problem) throw new LogflowError(withEndpoint(problem, question, heard), { cause: error });
      return { kind: 'refused', error: aws };
    }
  };
}

/** As B40: a consumer in a VPC without an endpoint for SQS hung in silence. */
function silent({ service, of }: Question, heard: Heard): Problem {
  const endpoint = heard.endpoint(service);
  if (endpoint === undefined) {
    return {
      code: 'LF_AWS_CREDENTIALS',
      message: `no AWS credentials for ${of}: what provides them does not answer`,
      hint: 'Check AWS_PROFILE and its credential_process or SSO, and that the metadata service of this machine or container can be reached.',
    };
  }
  return {
    code: 'LF_AWS_TIMEOUT',
    message: `${endpoint} does not answer (${of})`,
    hint: `Check the network: in a VPC without a way out it needs a VPC endpoint for ${service}, whose security group lets this machine in; and AWS_ENDPOINT_URL and HTTPS_PROXY.`,
  };
}

function withEndpoint(problem: Problem, { service }: Question, heard: Heard): Problem {
  const endpoint = heard.endpoint(service);
  if (problem.code !== 'LF_AWS_UNREACHABLE' || endpoint === undefined) return problem;
  return { ...problem, message: `${problem.message} (${endpoint})` };
}

function isDenied(aws: AwsError): boolean {
  if (/AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized/i.test(aws.name)) return true;
  // A HEAD has no body that could name it.
  return aws.status === 403 && commonRow(aws) === undefined;
}

function deniedProblem({ action, of }: Question, { message }: AwsError): Problem {
  return {
    code: 'LF_DOCTOR_DENIED',
    message: `${action} on ${of} is not allowed, so this could not be checked: ${message}`,
    hint: `Allow ${action} to see it; consume itself does not need it.`,
  };
}

/** What AWS said instead of an answer, for what nobody has words for. */
export function refusedProblem({ action, of }: Question, { name, message }: AwsError): Problem {
  return {
    code: 'LF_DOCTOR_REFUSED',
    message: `${action} on ${of}: ${name}: ${message}`,
    hint: 'AWS said the above; look it up in the reference of the action.',
  };
}
