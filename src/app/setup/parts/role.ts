import type { IAMClient } from '@aws-sdk/client-iam';
import type { Problem } from '../../../model/errors.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import { type Names, ownTag } from '../names.ts';
import type { FieldChange, Part, Step } from '../part.ts';
import { policyChanges } from '../policy.ts';
import { consumerNeeds, consumerPolicy, notIncluded } from './consumer-policy.ts';
import { createRole, findRole, putPolicy, putTrust, type RoleWanted } from './iam-role.ts';
import { destroyRole } from './role-destroy.ts';
import { profileSteps } from './role-profile.ts';
import { roleTrust, trustMistake } from './role-trust.ts';

/**
 * The consumer's IAM role, with a policy of its own in it that allows what `consume` calls. One that does not carry our
 * tag is never changed.
 */
export function createRolePart(
  names: Names,
  section: SetupSection,
  { iam }: Pick<SetupClients, 'iam'>,
  settings: Settings,
): Part {
  const needs = consumerNeeds(section, settings);
  const wanted: RoleWanted = {
    name: names.role,
    project: section.project,
    trust: roleTrust(names, section.role),
    policy: consumerPolicy(names, needs),
  };
  const lacks = notIncluded(names, needs);
  const note = lacks.length > 0 ? { note: lacks.join('; ') } : {};
  return {
    name: 'role',
    async plan() {
      const mistake = trustMistake(section.role);
      if (mistake !== undefined) return [refuse(names.role, configuration(mistake))];
      const role = await roleStep(iam, wanted, note);
      if (role.kind === 'refuse' || section.role.trust !== 'ec2') return [role];
      return [role, ...(await profileSteps(iam, wanted))];
    },
    destroy: () => destroyRole(iam, wanted),
  };
}

const about = (name: string) => ({ part: 'role', what: 'IAM role', name }) as const;

function refuse(name: string, problem: Problem): Step {
  return { ...about(name), kind: 'refuse', problem };
}

function configuration(message: string): Problem {
  return { code: 'LF_CONFIG', message, hint: 'Mend it in logflow.yaml.' };
}

async function roleStep(iam: IAMClient, wanted: RoleWanted, note: { readonly note?: string }): Promise<Step> {
  const { name, project, trust, policy } = wanted;
  const found = await findRole(iam, name);
  const fields: readonly FieldChange[] = [
    ...policyChanges('trust', found?.trust, trust),
    ...policyChanges('policy', found?.policy, policy),
  ];
  if (!found) {
    const tag = fieldChange(`tag ${ownTag}`, undefined, project);
    const apply = async () => {
      await createRole(iam, wanted);
      await putPolicy(iam, wanted);
    };
    return { ...about(name), kind: 'create', fields: [...fields, tag], ...note, apply };
  }
  if (fields.length === 0) {
    const foreign = found.project === project ? note : { note: 'not made by logflow, and as it should be' };
    return { ...about(name), kind: 'keep', ...foreign };
  }
  if (found.project !== project) return refuse(name, notOurs(name, project));
  const apply = async () => {
    if (fields.some(({ field }) => field.startsWith('trust.'))) await putTrust(iam, wanted);
    if (fields.some(({ field }) => field.startsWith('policy.'))) await putPolicy(iam, wanted);
  };
  return { ...about(name), kind: 'change', fields, ...note, apply };
}

function notOurs(name: string, project: string): Problem {
  return {
    code: 'LF_SETUP_NOT_OURS',
    message: `the IAM role ${name} is there, and logflow did not make it: it has no tag ${ownTag}=${project}`,
    hint: `Give setup.role.name another name; or hand this one over: aws iam tag-role --role-name ${name} --tags Key=${ownTag},Value=${project}`,
  };
}
