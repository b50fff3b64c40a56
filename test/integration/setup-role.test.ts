import {
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settings } from '../../src/app/settings/settings.ts';
import { fieldChange } from '../../src/app/setup/field.ts';
import { ownTag } from '../../src/app/setup/names.ts';
import { consumerPolicy } from '../../src/app/setup/parts/consumer-policy.ts';
import { createRolePart } from '../../src/app/setup/parts/role.ts';
import { type PolicyStatement, readPolicy } from '../../src/app/setup/policy.ts';
import { findMoto, type Moto, startMoto } from '../helpers/moto.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import { carryOut, namesFor, sectionOf, told } from '../helpers/setup-kit.ts';

const found = await findMoto();
const RoleName = 'logflow-consumer';
const PolicyName = 'logflow-consumer';

describe.skipIf(found.kind === 'missing')('the part role (moto)', () => {
  let moto: Moto;
  let iam: IAMClient;

  beforeAll(async () => {
    moto = await startMoto(found as PythonInstallation);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    iam = new IAMClient({ endpoint: moto.endpoint, region: 'us-west-2', credentials });
  }, 90_000);

  afterAll(async () => {
    iam?.destroy();
    await moto?.stop();
  });

  beforeEach(() => moto.reset());

  type Given = NonNullable<Parameters<typeof sectionOf>[0]>;
  const partFor = (given: Given = {}) => {
    const section = sectionOf(given);
    return createRolePart(namesFor(section), section, { iam }, settings.parse({}));
  };
  const policyNow = async () => {
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return readPolicy(PolicyDocument);
  };
  const kinds = async (given?: Given) => (await partFor(given).plan()).map(({ kind }) => kind);

  it('makes the role with its trust, its policy and its tag, and then has nothing to do', async () => {
    const part = partFor();
    const plan = await part.plan();
    expect(plan).toMatchObject([{ kind: 'create', what: 'IAM role', name: RoleName }]);
    expect(plan.flatMap((step) => ('fields' in step ? step.fields : [])).map(({ field }) => field)).toEqual([
      'trust.AssumeByTasks',
      'policy.Queue',
      'policy.DeadLetterQueue',
      'policy.ReadObjects',
      'policy.ListObjects',
      `tag ${ownTag}`,
    ]);
    await carryOut(plan);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(Role?.Tags).toEqual([{ Key: ownTag, Value: 'logflow' }]);
    expect(readPolicy(Role?.AssumeRolePolicyDocument)).toMatchObject({
      Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
    });
    expect(await policyNow()).toEqual(consumerPolicy(namesFor(sectionOf()), {}));
    expect(told(await part.plan())).toEqual([{ kind: 'keep', name: RoleName }]);
    // The same once more, as after a failure half way.
    await carryOut(plan);
    expect(await kinds()).toEqual(['keep']);
  });

  it('goes on where an attempt before ended', async () => {
    await carryOut(await partFor().plan());
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    const plan = await partFor().plan();
    expect(plan).toMatchObject([{ kind: 'change' }]);
    await carryOut(plan);
    expect(await kinds()).toEqual(['keep']);
  });

  it('shows a change by hand as that field, and mends it', async () => {
    await carryOut(await partFor().plan());
    const policy = consumerPolicy(namesFor(sectionOf()), {});
    const narrowed = policy.Statement.map(
      (statement): PolicyStatement =>
        statement.Sid === 'DeadLetterQueue' ? { ...statement, Action: 'sqs:GetQueueUrl' } : statement,
    );
    const PolicyDocument = JSON.stringify({ ...policy, Statement: narrowed.toReversed() });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    const part = partFor();
    const plan = await part.plan();
    const on = 'on arn:aws:sqs:us-west-2:123456789012:logflow-objects-dlq';
    expect(told(plan)).toEqual([
      {
        kind: 'change',
        name: RoleName,
        fields: [
          fieldChange(
            'policy.DeadLetterQueue',
            `sqs:GetQueueUrl ${on}`,
            `sqs:GetQueueAttributes, sqs:GetQueueUrl ${on}`,
          ),
        ],
      },
    ]);
    await carryOut(plan);
    expect(await policyNow()).toEqual(policy);

    const trust = { Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' } };
    const wide = { RoleName, PolicyDocument: JSON.stringify({ Version: '2012-10-17', ...trust }) };
    await iam.send(new UpdateAssumeRolePolicyCommand(wide));
    const mend = await part.plan();
    expect(mend.flatMap((step) => ('fields' in step ? step.fields : []))).toMatchObject([
      { field: 'trust.AssumeByTasks', now: undefined },
      fieldChange('trust.#1', '*: sts:AssumeRole', undefined),
    ]);
    await carryOut(mend);
    expect(await kinds()).toEqual(['keep']);
  });

  it('never changes a role that is not ours', async () => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    });
    const Tags = [{ Key: ownTag, Value: 'another' }];
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags }));
    expect(await partFor().plan()).toMatchObject([
      {
        kind: 'refuse',
        problem: { code: 'LF_SETUP_NOT_OURS', hint: expect.stringContaining(`Key=${ownTag},Value=logflow`) },
      },
    ]);
    expect(await partFor().destroy()).toMatchObject([
      { kind: 'keep', note: expect.stringMatching(/^not made by/) },
    ]);
  });

  it('refuses a trust that cannot be meant', async () => {
    expect(await partFor({ role: { trust: 'ecs', 'service-account': 'a:b' } }).plan()).toMatchObject([
      { kind: 'refuse', problem: { code: 'LF_CONFIG' } },
    ]);
  });

  describe('for EC2', () => {
    const ec2: Given = { role: { trust: 'ec2' } };
    const profile = async () => {
      const { InstanceProfile } = await iam.send(
        new GetInstanceProfileCommand({ InstanceProfileName: RoleName }),
      );
      return InstanceProfile;
    };

    it('puts the role into an instance profile, and takes both away', async () => {
      const plan = await partFor(ec2).plan();
      expect(told(plan).slice(1)).toEqual([
        {
          kind: 'create',
          name: RoleName,
          fields: [
            fieldChange('role', undefined, RoleName),
            fieldChange(`tag ${ownTag}`, undefined, 'logflow'),
          ],
        },
      ]);
      await carryOut(plan);
      expect((await profile())?.Roles?.map((role) => role.RoleName)).toEqual([RoleName]);
      expect(await kinds(ec2)).toEqual(['keep', 'keep']);

      await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: RoleName, RoleName }));
      expect(await kinds(ec2)).toEqual(['keep', 'change']);
      await carryOut(await partFor(ec2).plan());
      expect(await kinds(ec2)).toEqual(['keep', 'keep']);

      // Whatever the file says now.
      const gone = await partFor().destroy();
      expect(gone.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
        'delete IAM instance profile',
        'delete IAM role',
      ]);
      await carryOut(gone);
      await carryOut(gone);
      await expect(profile()).rejects.toMatchObject({ name: expect.stringMatching(/^NoSuchEntity/) });
      expect(await partFor().destroy()).toEqual([]);
    });

    it("does not put it into somebody else's", async () => {
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: RoleName }));
      const [, step] = await partFor(ec2).plan();
      expect(step).toMatchObject({ kind: 'refuse', problem: { code: 'LF_SETUP_NOT_OURS' } });
    });
  });

  it('destroys nothing that others put something into, and says what', async () => {
    await carryOut(await partFor().plan());
    const PolicyDocument = JSON.stringify(consumerPolicy(namesFor(sectionOf()), {}));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'theirs', PolicyDocument }));
    const attached = { RoleName, PolicyArn: Policy?.Arn ?? '' };
    await iam.send(new AttachRolePolicyCommand(attached));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument }));
    const part = partFor();
    const note =
      'the policy theirs is attached to it, the policy more is in it, not by logflow; take that away first';
    expect(await part.destroy()).toEqual([
      { part: 'role', what: 'IAM role', name: RoleName, kind: 'keep', note },
    ]);
    await iam.send(new DetachRolePolicyCommand(attached));
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'more' }));
    await carryOut(await part.destroy());
    expect(await part.destroy()).toEqual([]);
  });
});
