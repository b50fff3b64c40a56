import {
  CreateRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { call, callUnless } from '../call.ts';
import { ownTag } from '../names.ts';
import { type PolicyDocument, readPolicy } from '../policy.ts';

/** Of the policy inside of the role; other policies of the role are not looked at. */
export const policyName = 'logflow-consumer';
export const missing = ['NoSuchEntity', 'NoSuchEntityException'];

export interface RoleWanted {
  readonly name: string;
  /** Value of the tag. */
  readonly project: string;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
}

export interface RoleFound {
  /** Value of our tag. */
  readonly project: string | undefined;
  readonly trust: unknown;
  /** The one of our name; undefined when there is none. */
  readonly policy: unknown;
}

export async function findRole(iam: IAMClient, name: string): Promise<RoleFound | undefined> {
  const RoleName = name;
  const found = await callUnless(missing, 'iam:GetRole', `the role ${name}`, () =>
    iam.send(new GetRoleCommand({ RoleName })),
  );
  if (!found?.Role) return undefined;
  const inline = await callUnless(missing, 'iam:GetRolePolicy', `the role ${name}`, () =>
    iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: policyName })),
  );
  return {
    project: tagOf(found.Role.Tags),
    trust: readPolicy(found.Role.AssumeRolePolicyDocument),
    policy: readPolicy(inline?.PolicyDocument),
  };
}

interface Tag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

export function tagOf(tags: readonly Tag[] = []): string | undefined {
  return tags.find(({ Key }) => Key === ownTag)?.Value;
}

/** Not over one that is there: an attempt before may have come so far, and what is in it is written afterwards. */
export async function createRole(iam: IAMClient, { name, project, trust }: RoleWanted): Promise<void> {
  if ((await findRole(iam, name))?.project === project) return;
  await call('iam:CreateRole (with iam:TagRole)', `the role ${name}`, () =>
    iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Description: 'Consumer of logflow: reads the queue and the bucket of the logs.',
        AssumeRolePolicyDocument: JSON.stringify(trust),
        Tags: [{ Key: ownTag, Value: project }],
      }),
    ),
  );
}

export async function putTrust(iam: IAMClient, { name, trust }: RoleWanted): Promise<void> {
  const PolicyDocument = JSON.stringify(trust);
  await call('iam:UpdateAssumeRolePolicy', `the role ${name}`, () =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument })),
  );
}

export async function putPolicy(iam: IAMClient, { name, policy }: RoleWanted): Promise<void> {
  const PolicyDocument = JSON.stringify(policy);
  await call('iam:PutRolePolicy', `the role ${name}`, () =>
    iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: policyName, PolicyDocument })),
  );
}
