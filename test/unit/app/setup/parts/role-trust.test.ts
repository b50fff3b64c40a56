import { describe, expect, it } from 'vitest';
import { roleTrust, trustMistake } from '../../../../../src/app/setup/parts/role-trust.ts';
import { place, sectionOf } from '../../../../helpers/setup-kit.ts';

type Role = NonNullable<Parameters<typeof sectionOf>[0]>['role'];

const roleOf = (given: Role) => sectionOf({ role: given }).role;
const trustOf = (given: Role, partition = 'aws') => {
  const { Version, Statement } = roleTrust({ ...place, partition }, roleOf(given));
  expect(Version).toBe('2012-10-17');
  return Statement;
};

describe('roleTrust', () => {
  it('lets the ECS tasks of this account and region have it', () => {
    expect(trustOf({ trust: 'ecs' }, 'aws-cn')).toEqual([
      {
        Sid: 'AssumeByTasks',
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws-cn:ecs:us-west-2:123456789012:*' },
          StringEquals: { 'aws:SourceAccount': '123456789012' },
        },
      },
    ]);
  });

  it.each([
    ['aws', 'ec2.amazonaws.com'],
    ['aws-us-gov', 'ec2.amazonaws.com'],
    ['aws-cn', 'ec2.amazonaws.com.cn'],
  ])('lets EC2 have it in %s', (partition, Service) => {
    expect(trustOf({ trust: 'ec2' }, partition)).toEqual([
      { Sid: 'AssumeByInstances', Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' },
    ]);
  });

  it('lets EKS Pod Identity have it, for one service account when one is named', () => {
    const statement = {
      Sid: 'AllowEksAuthToAssumeRoleForPodIdentity',
      Effect: 'Allow',
      Principal: { Service: 'pods.eks.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    };
    expect(trustOf({ trust: 'eks' })).toEqual([statement]);
    const StringEquals = {
      'aws:RequestTag/kubernetes-namespace': 'logs',
      'aws:RequestTag/kubernetes-service-account': 'consumer',
    };
    expect(trustOf({ trust: 'eks', 'service-account': 'logs:consumer' })).toEqual([
      { ...statement, Condition: { StringEquals } },
    ]);
  });

  it("lets one service account have it through the cluster's OIDC provider", () => {
    const provider = 'oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE';
    const given = { trust: 'eks', 'oidc-provider': provider, 'service-account': 'logs:consumer' } as const;
    expect(trustOf(given)).toEqual([
      {
        Sid: 'AssumeByServiceAccount',
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${provider}:aud`]: 'sts.amazonaws.com',
            [`${provider}:sub`]: 'system:serviceaccount:logs:consumer',
          },
        },
      },
    ]);
  });
});

describe('trustMistake', () => {
  const provider = 'oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE';
  it.each([
    [{ trust: 'ecs', 'oidc-provider': provider }, /oidc-provider is of EKS, and setup.role.trust is ecs/],
    [{ trust: 'ec2', 'service-account': 'a:b' }, /service-account is of EKS/],
    [{ trust: 'eks', 'oidc-provider': provider }, /needs setup.role.service-account/],
  ] as const)('refuses %j', (given, message) => {
    expect(trustMistake(roleOf(given))).toMatch(message);
  });

  it.each([
    {},
    { trust: 'ec2' },
    { trust: 'eks', 'service-account': 'a:b' },
    { trust: 'eks', 'oidc-provider': provider, 'service-account': 'a:b' },
  ] as const)('takes %j', (given) => {
    expect(trustMistake(roleOf(given))).toBeUndefined();
  });
});
