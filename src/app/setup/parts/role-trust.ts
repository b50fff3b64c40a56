import type { SetupSection } from '../../settings/setup.ts';
import type { Place } from '../names.ts';
import type { PolicyDocument, PolicyStatement } from '../policy.ts';
import { policyOf } from '../policy.ts';

export type RoleSettings = SetupSection['role'];

/** Who may assume the consumer's role, by where it runs. A service account without a provider is one of Pod Identity. */
export function roleTrust(place: Place, role: RoleSettings): PolicyDocument {
  return policyOf([statementOf(place, role)]);
}

function statementOf(place: Place, role: RoleSettings): PolicyStatement {
  switch (role.trust) {
    case 'ecs':
      return ecs(place);
    case 'ec2':
      return ec2(place);
    case 'eks':
      return role['oidc-provider'] === undefined
        ? podIdentity(role)
        : webIdentity(place, role['oidc-provider'], role);
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html */
function ecs({ partition, region, account }: Place): PolicyStatement {
  return {
    Sid: 'AssumeByTasks',
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
      StringEquals: { 'aws:SourceAccount': account },
    },
  };
}

/** China has a name of its own for EC2, not for ECS: https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html */
function ec2({ partition }: Place): PolicyStatement {
  const Service = partition === 'aws-cn' ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com';
  return { Sid: 'AssumeByInstances', Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
function podIdentity({ 'service-account': serviceAccount }: RoleSettings): PolicyStatement {
  const [namespace = '', name = ''] = serviceAccount?.split(':') ?? [];
  const tags = {
    'aws:RequestTag/kubernetes-namespace': namespace,
    'aws:RequestTag/kubernetes-service-account': name,
  };
  return {
    Sid: 'AllowEksAuthToAssumeRoleForPodIdentity',
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    ...(serviceAccount !== undefined && { Condition: { StringEquals: tags } }),
  };
}

/**
 * IAM roles for service accounts. Without a service account any pod of the cluster could assume it: `trustMistake`.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
function webIdentity(
  { partition, account }: Place,
  provider: string,
  { 'service-account': serviceAccount = '' }: RoleSettings,
): PolicyStatement {
  return {
    Sid: 'AssumeByServiceAccount',
    Effect: 'Allow',
    Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${provider}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${provider}:aud`]: 'sts.amazonaws.com',
        [`${provider}:sub`]: `system:serviceaccount:${serviceAccount}`,
      },
    },
  };
}

/** What the settings of the role cannot mean together; undefined when they can. */
export function trustMistake(role: RoleSettings): string | undefined {
  const { trust, 'oidc-provider': provider, 'service-account': account } = role;
  if (trust !== 'eks' && (provider !== undefined || account !== undefined)) {
    const given = provider === undefined ? 'service-account' : 'oidc-provider';
    return `setup.role.${given} is of EKS, and setup.role.trust is ${trust}`;
  }
  if (provider !== undefined && account === undefined) {
    return 'setup.role.oidc-provider needs setup.role.service-account: else every pod of the cluster could assume the role';
  }
  return undefined;
}
