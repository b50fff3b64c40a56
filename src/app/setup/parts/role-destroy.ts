import {
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetInstanceProfileCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { call, callUnless } from '../call.ts';
import { fieldChange } from '../field.ts';
import { ownTag } from '../names.ts';
import type { Step, Task } from '../part.ts';
import { findRole, missing, policyName, type RoleWanted, tagOf } from './iam-role.ts';

const about = (name: string) => ({ part: 'role', what: 'IAM role', name }) as const;

/** The role and the instance profiles around it, as far as they are ours, and nobody put anything of his own into them. */
export async function destroyRole(iam: IAMClient, { name, project }: RoleWanted): Promise<readonly Step[]> {
  const found = await findRole(iam, name);
  if (!found) return [];
  if (found.project !== project) {
    return [{ ...about(name), kind: 'keep', note: `not made by logflow: no tag ${ownTag}=${project}` }];
  }
  const { attached, inline, profiles } = await contents(iam, name);
  const foreign = profiles.filter((profile) => profile.project !== project);
  const reasons = [
    ...attached.map((policy) => `the policy ${policy} is attached to it`),
    ...inline.filter((policy) => policy !== policyName).map((policy) => `the policy ${policy} is in it`),
    ...foreign.map((profile) => `it is in the instance profile ${profile.name}`),
  ];
  if (reasons.length > 0) {
    const note = `${reasons.join(', ')}, not by logflow; take that away first`;
    return [{ ...about(name), kind: 'keep', note }];
  }
  return [...profiles.map((profile) => profileTask(iam, profile.name, name)), roleTask(iam, name, inline)];
}

interface Contents {
  readonly attached: readonly string[];
  readonly inline: readonly string[];
  readonly profiles: readonly { readonly name: string; readonly project: string | undefined }[];
}

async function contents(iam: IAMClient, name: string): Promise<Contents> {
  const [on, RoleName] = [`the role ${name}`, name];
  const attached = await call('iam:ListAttachedRolePolicies', on, async () => {
    const all: string[] = [];
    for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
      all.push(...(page.AttachedPolicies ?? []).map((policy) => policy.PolicyName ?? ''));
    }
    return all;
  });
  const inline = await call('iam:ListRolePolicies', on, async () => {
    const all: string[] = [];
    for await (const page of paginateListRolePolicies({ client: iam }, { RoleName })) {
      all.push(...(page.PolicyNames ?? []));
    }
    return all;
  });
  const around = await call('iam:ListInstanceProfilesForRole', on, async () => {
    const all: string[] = [];
    for await (const page of paginateListInstanceProfilesForRole({ client: iam }, { RoleName })) {
      all.push(...(page.InstanceProfiles ?? []).map((profile) => profile.InstanceProfileName ?? ''));
    }
    return all;
  });
  // Listings have no tags.
  const profiles = around.map(async (profile) => {
    const command = new GetInstanceProfileCommand({ InstanceProfileName: profile });
    const { InstanceProfile } = await call('iam:GetInstanceProfile', `the instance profile ${profile}`, () =>
      iam.send(command),
    );
    return { name: profile, project: tagOf(InstanceProfile?.Tags) };
  });
  return { attached, inline, profiles: await Promise.all(profiles) };
}

function profileTask(iam: IAMClient, InstanceProfileName: string, RoleName: string): Task {
  const on = `the instance profile ${InstanceProfileName}`;
  return {
    part: 'role',
    what: 'IAM instance profile',
    name: InstanceProfileName,
    kind: 'delete',
    fields: [fieldChange('role', RoleName, undefined)],
    async apply() {
      await callUnless(missing, 'iam:RemoveRoleFromInstanceProfile', on, () =>
        iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })),
      );
      await callUnless(missing, 'iam:DeleteInstanceProfile', on, () =>
        iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })),
      );
    },
  };
}

function roleTask(iam: IAMClient, RoleName: string, inline: readonly string[]): Task {
  const on = `the role ${RoleName}`;
  return {
    ...about(RoleName),
    kind: 'delete',
    fields: inline.map((policy) => fieldChange('policy', policy, undefined)),
    note: 'a consumer that runs with it stops',
    async apply() {
      for (const PolicyName of inline) {
        await callUnless(missing, 'iam:DeleteRolePolicy', on, () =>
          iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
        );
      }
      await callUnless(missing, 'iam:DeleteRole', on, () => iam.send(new DeleteRoleCommand({ RoleName })));
    },
  };
}
