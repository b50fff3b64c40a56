import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  GetInstanceProfileCommand,
  type IAMClient,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { call, callUnless } from '../call.ts';
import { fieldChange } from '../field.ts';
import { ownTag } from '../names.ts';
import type { Step } from '../part.ts';
import { missing, type RoleWanted, tagOf } from './iam-role.ts';

interface Profile {
  readonly project: string | undefined;
  /** One at most, says IAM. */
  readonly role: string | undefined;
}

/** EC2 knows a role by an instance profile around it, which bears its name. */
export async function profileSteps(iam: IAMClient, wanted: RoleWanted): Promise<readonly Step[]> {
  const { name, project } = wanted;
  const about = { part: 'role', what: 'IAM instance profile', name } as const;
  const found = await findProfile(iam, name);
  const role = fieldChange('role', found?.role, name);
  const apply = () => putProfile(iam, wanted);
  if (!found) {
    const tag = fieldChange(`tag ${ownTag}`, undefined, project);
    return [{ ...about, kind: 'create', fields: [role, tag], apply }];
  }
  if (found.role === name) return [{ ...about, kind: 'keep' }];
  if (found.project === project) return [{ ...about, kind: 'change', fields: [role], apply }];
  const problem = {
    code: 'LF_SETUP_NOT_OURS',
    message: `the IAM instance profile ${name} is there, and logflow did not make it: it has no tag ${ownTag}=${project}`,
    hint: 'Put the role into it yourself, or give setup.role.name another name.',
  };
  return [{ ...about, kind: 'refuse', problem }];
}

async function findProfile(iam: IAMClient, name: string): Promise<Profile | undefined> {
  const found = await callUnless(missing, 'iam:GetInstanceProfile', `the instance profile ${name}`, () =>
    iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name })),
  );
  const profile = found?.InstanceProfile;
  return profile && { project: tagOf(profile.Tags), role: profile.Roles?.[0]?.RoleName };
}

async function putProfile(iam: IAMClient, { name, project }: RoleWanted): Promise<void> {
  const on = `the instance profile ${name}`;
  const both = { InstanceProfileName: name, RoleName: name };
  const found = await findProfile(iam, name);
  if (!found) {
    const command = new CreateInstanceProfileCommand({
      InstanceProfileName: name,
      Tags: [{ Key: ownTag, Value: project }],
    });
    await call('iam:CreateInstanceProfile (with iam:TagInstanceProfile)', on, () => iam.send(command));
  }
  if (found?.role === name) return;
  if (found?.role !== undefined) {
    const command = new RemoveRoleFromInstanceProfileCommand({ ...both, RoleName: found.role });
    await call('iam:RemoveRoleFromInstanceProfile', on, () => iam.send(command));
  }
  await call('iam:AddRoleToInstanceProfile (with iam:PassRole)', on, () =>
    iam.send(new AddRoleToInstanceProfileCommand(both)),
  );
}
