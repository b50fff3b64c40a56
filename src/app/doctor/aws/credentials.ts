import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsRow } from '../../../failures/aws-rows.ts';
import { LogflowError, plainProblem } from '../../../model/errors.ts';
import { refusedProblem } from '../aws-call.ts';
import { type Check, check, type Found, ok, warning } from '../check.ts';
import type { Accepted } from '../facts.ts';
import { parseArn } from '../senders.ts';
import type { AwsDeps } from './deps.ts';

/** Who we are, by STS; which `consume` can do without where no role has to be assumed. */
export function credentialsCheck({ clients, ask, environment }: AwsDeps): Check {
  const question = { service: 'sts', action: 'sts:GetCallerIdentity', of: 'this run' };
  return check({
    id: 'credentials',
    title: 'credentials',
    gives: ['accepted'],
    async run(_, signal): Promise<Found> {
      let unknown: Accepted = { account: undefined, partition: 'aws', region: '' };
      try {
        const region = await regionOf(ask, clients, signal);
        unknown = { ...unknown, partition: partitionOf(region), region };
        const asked = await ask(question, signal, () =>
          clients.sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal }),
        );
        if (asked.kind === 'denied') return warning(asked.problem, { accepted: unknown });
        if (asked.kind === 'refused')
          return warning(refusedProblem(question, asked.error), { accepted: unknown });
        const { Arn = '', Account } = asked.value;
        const partition = parseArn(Arn)?.partition ?? unknown.partition;
        return ok(Arn, { accepted: { ...unknown, account: Account, partition } });
      } catch (error) {
        if (!(error instanceof LogflowError) || !onlySts(error, environment)) throw error;
        const hint = `${error.hint} consume asks STS for roles of \`buckets\` alone.`;
        return warning({ ...plainProblem(error), hint }, { accepted: unknown });
      }
    },
  });
}

/** Rejects with `LF_AWS_REGION` where nobody names one. */
async function regionOf(
  ask: AwsDeps['ask'],
  { sqs }: AwsDeps['clients'],
  signal: AbortSignal,
): Promise<string> {
  const question = { service: 'sts', action: 'sts:GetCallerIdentity', of: 'this run' };
  const asked = await ask(question, signal, () => sqs.config.region());
  if (asked.kind === 'answer') return asked.value;
  const message = `no AWS region: ${asked.error.message}`;
  throw new LogflowError({ code: 'LF_AWS_REGION', message, hint: 'Pass --region, or set AWS_REGION.' });
}

const away: readonly AwsRow['code'][] = ['LF_AWS_UNREACHABLE', 'LF_AWS_TIMEOUT'];

/** Whether another service may be well: its endpoint is another one, and the region is one. */
function onlySts({ code, message }: LogflowError, environment: AwsDeps['environment']): boolean {
  const shared = environment.AWS_ENDPOINT_URL !== undefined && environment.AWS_ENDPOINT_URL_STS === undefined;
  const noSuchName = /ENOTFOUND/.test(message);
  return away.some((one) => one === code) && !shared && !noSuchName;
}

/** R40 */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
