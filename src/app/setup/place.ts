import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { LogflowError } from '../../model/errors.ts';
import { call } from './call.ts';
import type { SetupClients } from './clients.ts';
import type { Place } from './names.ts';

/** Where the credentials at hand lead to. Rejects with `LogflowError` when there are none, or no region. */
export async function findPlace({ sts }: Pick<SetupClients, 'sts'>): Promise<Place> {
  const on = 'this run';
  const { Account = '', Arn = '' } = await call('sts:GetCallerIdentity', on, () =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  // `arn:aws-cn:sts::123456789012:assumed-role/…`
  const [, partition = 'aws'] = Arn.split(':');
  return { partition, region: await sts.config.region(), account: Account };
}

/** Resources of other accounts and regions cannot be made from here. */
export function refuseOtherPlace(queue: string | undefined, owner: string | undefined, place: Place): void {
  // https://sqs.us-west-2.amazonaws.com/123456789012/name
  const [, region, account] =
    /^https?:\/\/(?:sqs\.([a-z0-9-]+)\.[^/]+|[^/]+)\/(\d{12})\/[^/]+$/.exec(queue ?? '') ?? [];
  const mistakes = [
    ...(region !== undefined && region !== place.region
      ? [`queue is in ${region}, and the region is ${place.region}`]
      : []),
    ...[account, owner]
      .filter((other) => other !== undefined && other !== place.account)
      .map((other) => `the queue belongs to account ${other}, and the credentials to ${place.account}`),
  ];
  if (mistakes.length === 0) return;
  const problem = {
    code: 'LF_CONFIG',
    message: [...new Set(mistakes)].join('; '),
    hint: 'Run `logflow setup` with credentials and a region of where the queue shall be.',
  };
  throw new LogflowError(problem, { exit: 2 });
}
