import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { LogflowError, type Problem } from '../../model/errors.ts';
import { commonProblem, readAwsError } from '../../source/aws-error.ts';
import type { Credentials, FetchKeys } from './credentials.ts';
import { renewWhenRefused } from './refusals.ts';

/** A role and how it is assumed. */
export interface Role {
  readonly arn: string;
  readonly externalId: string | undefined;
  readonly sessionName: string;
}

export interface RoleDeps {
  /** Who assumes it. */
  readonly from: Credentials;
  readonly requestHandler: NodeHttpHandler;
  /** Regions that are known, the likeliest first: of the run, of the bucket. */
  readonly regions: () => Promise<readonly (string | undefined)[]>;
}

/** Where a partition's STS is sure to be on; a role of one cannot be assumed in another (R40). */
const homes: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** Keys of the role for an hour, the longest that a role which was assumed by a role may have. */
export function keysOfRole(role: Role, deps: RoleDeps): FetchKeys {
  // Only who assumes roles needs the client.
  const connect = async () => {
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient({
      region: stsRegion(role.arn, await deps.regions()),
      credentials: deps.from.provider,
      requestHandler: deps.requestHandler,
    });
    renewWhenRefused(client, deps.from);
    return () =>
      client.send(
        new AssumeRoleCommand({
          RoleArn: role.arn,
          RoleSessionName: role.sessionName,
          ...(role.externalId !== undefined && { ExternalId: role.externalId }),
        }),
      );
  };
  let assume: Promise<Awaited<ReturnType<typeof connect>>> | undefined;
  return async () => {
    try {
      assume ??= connect();
      const { Credentials: keys } = await (await assume)();
      return {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        ...(keys?.SessionToken !== undefined && { sessionToken: keys.SessionToken }),
        ...(keys?.Expiration !== undefined && { expiration: keys.Expiration }),
      };
    } catch (error) {
      throw new LogflowError(roleProblem(error, role), { cause: error });
    }
  };
}

/** The first region that is of the role's partition; else the partition's home. */
export function stsRegion(arn: string, regions: readonly (string | undefined)[]): string {
  const partition = arn.split(':')[1] ?? 'aws';
  const known = regions.filter((region) => region !== undefined);
  return (
    known.find((region) => partitionOf(region) === partition) ?? homes[partition] ?? known[0] ?? 'us-east-1'
  );
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function roleProblem(error: unknown, { arn, externalId }: Role): Problem {
  const aws = readAwsError(error);
  const common = commonProblem(aws, `the role ${arn}`);
  if (common) return common;
  // What an answer quotes may hold any word.
  const said = externalId === undefined ? aws.message : aws.message.replaceAll(externalId, '***');
  if (/^AccessDenied/.test(aws.name)) {
    return {
      code: 'LF_AWS_ROLE',
      message: `AWS refuses the role ${arn}: ${said}`,
      hint: "Allow sts:AssumeRole on it to these credentials, and let its trust policy name them, with the `external-id` of the bucket's entry if it asks for one.",
    };
  }
  return {
    code: 'LF_AWS_ROLE',
    message: `the role ${arn} could not be assumed: ${aws.name}: ${said}`,
    hint: 'Look at the message above; AWS said it. It is tried again, and the messages stay in the queue.',
  };
}
