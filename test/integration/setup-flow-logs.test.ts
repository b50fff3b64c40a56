import {
  CreateFlowLogsCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeFlowLogsCommand,
  EC2Client,
  type FlowLog,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldChange } from '../../src/app/setup/field.ts';
import { ownTag } from '../../src/app/setup/names.ts';
import { flowLogRequest } from '../../src/app/setup/parts/flow-log.ts';
import { createFlowLogsPart } from '../../src/app/setup/parts/flow-logs.ts';
import { findMoto, type Moto, startMoto } from '../helpers/moto.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import { carryOut, namesFor, sectionOf, told } from '../helpers/setup-kit.ts';

const found = await findMoto();

describe.skipIf(found.kind === 'missing')('the part flow-logs (moto)', () => {
  let moto: Moto;
  let ec2: EC2Client;
  let s3: S3Client;
  let vpc: string;
  let subnet: string;

  beforeAll(async () => {
    // It forgets before each test, and would load images of machines each time.
    moto = await startMoto(found as PythonInstallation, { MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' });
    const common = {
      endpoint: moto.endpoint,
      region: 'us-west-2',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    ec2 = new EC2Client(common);
    s3 = new S3Client({ ...common, forcePathStyle: true });
  }, 90_000);

  afterAll(async () => {
    ec2?.destroy();
    s3?.destroy();
    await moto?.stop();
  });

  beforeEach(async () => {
    await moto.reset();
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    vpc = Vpc?.VpcId ?? '';
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.0.1.0/24' }));
    subnet = Subnet?.SubnetId ?? '';
    for (const Bucket of ['flows', 'elsewhere']) {
      const CreateBucketConfiguration = { LocationConstraint: 'us-west-2' } as const;
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    }
  });

  type FlowLogs = NonNullable<Parameters<typeof sectionOf>[0]>['flow-logs'];
  const sectionFor = (flowLogs: FlowLogs, project = 'logflow') =>
    sectionOf({ project, bucket: 'flows', 'flow-logs': flowLogs });
  const partFor = (flowLogs: FlowLogs, project?: string) => {
    const section = sectionFor(flowLogs, project);
    return createFlowLogsPart(namesFor(section), section, { ec2 });
  };
  const all = async (): Promise<FlowLog[]> =>
    (await ec2.send(new DescribeFlowLogsCommand({}))).FlowLogs ?? [];

  /** A flow log of somebody else. */
  async function createTheirs(id: string, change: object): Promise<string> {
    const section = sectionFor({ of: [id] });
    const settings = section['flow-logs'];
    if (!settings) throw new Error('no flow logs');
    const request = flowLogRequest(namesFor(section), 'logflow', settings, id);
    const { FlowLogIds = [] } = await ec2.send(
      new CreateFlowLogsCommand({ ...request, TagSpecifications: [], ...change }),
    );
    return FlowLogIds[0] ?? '';
  }

  it('makes one for each resource, and then has nothing to do', async () => {
    const part = partFor({ of: [vpc, subnet, vpc] });
    const plan = await part.plan();
    expect(plan.map(({ kind, name }) => ({ kind, name }))).toEqual([
      { kind: 'create', name: vpc },
      { kind: 'create', name: subnet },
    ]);
    expect(await all()).toEqual([]);
    await carryOut(plan);
    const made = await all();
    expect(made).toHaveLength(2);
    expect(made.find(({ ResourceId }) => ResourceId === subnet)).toMatchObject({
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::flows',
      LogFormat: expect.stringMatching(/^\$\{account-id\} \$\{action\} .* \$\{vpc-id\}$/),
      MaxAggregationInterval: 60,
      Tags: [{ Key: ownTag, Value: 'logflow' }],
    });
    expect((await part.plan()).map(({ kind }) => kind)).toEqual(['keep', 'keep']);
    // The same once more, as after a failure half way.
    await carryOut(plan);
    expect(await all()).toHaveLength(2);
  });

  it('asks for many resources in portions', async () => {
    await createTheirs(vpc, {});
    const others = Array.from({ length: 400 }, (_, i) => `vpc-${String(i).padStart(17, '0')}`);
    const plan = await partFor({ of: [...others, vpc] }).plan();
    expect(plan.filter(({ kind }) => kind === 'create')).toHaveLength(400);
    expect(plan[400]).toMatchObject({ kind: 'keep', name: expect.stringMatching(` of ${vpc}$`) });
  });

  it('replaces one that is not as wanted any more, and names the fields', async () => {
    await carryOut(await partFor({ of: [vpc] }).plan());
    const [before] = await all();
    const part = partFor({ of: [vpc], traffic: 'REJECT', aggregation: 600 });
    const plan = await part.plan();
    expect(told(plan)).toEqual([
      {
        kind: 'change',
        name: `${before?.FlowLogId} of ${vpc}`,
        fields: [fieldChange('traffic', 'ALL', 'REJECT'), fieldChange('aggregation', '60 s', '600 s')],
      },
    ]);
    expect(plan[0]).toMatchObject({
      note: expect.stringMatching(/cannot change a flow log: a new one is made/),
    });
    await carryOut(plan);
    const [after, ...rest] = await all();
    expect(rest).toEqual([]);
    expect(after?.FlowLogId).not.toBe(before?.FlowLogId);
    expect(after).toMatchObject({ TrafficType: 'REJECT', MaxAggregationInterval: 600 });
    expect((await part.plan()).map(({ kind }) => kind)).toEqual(['keep']);
  });

  it('deletes the old one of two that an attempt before left behind', async () => {
    await carryOut(await partFor({ of: [vpc] }).plan());
    const tags = [{ ResourceType: 'vpc-flow-log' as const, Tags: [{ Key: ownTag, Value: 'logflow' }] }];
    const elsewhere = { LogDestination: 'arn:aws:s3:::elsewhere', TagSpecifications: tags };
    const old = await createTheirs(vpc, elsewhere);
    const part = partFor({ of: [vpc] });
    const plan = await part.plan();
    expect(told(plan)).toEqual([
      { kind: 'keep', name: expect.stringMatching(`^fl-[0-9a-f]+ of ${vpc}$`) },
      {
        kind: 'delete',
        name: `${old} of ${vpc}`,
        fields: [fieldChange('destination', 'arn:aws:s3:::elsewhere', undefined)],
      },
    ]);
    await carryOut(plan);
    expect((await all()).map(({ FlowLogId }) => FlowLogId)).not.toContain(old);
    expect((await part.plan()).map(({ kind }) => kind)).toEqual(['keep']);
  });

  it("keeps somebody else's: one that is right is not made twice, one that differs is shown", async () => {
    const right = await createTheirs(vpc, {});
    const part = partFor({ of: [vpc] });
    expect(await part.plan()).toEqual([
      expect.objectContaining({
        kind: 'keep',
        name: `${right} of ${vpc}`,
        note: expect.stringMatching(/^not made by/),
      }),
    ]);
    const other = await createTheirs(subnet, { TrafficType: 'ACCEPT' });
    const plan = await partFor({ of: [subnet] }).plan();
    expect(plan).toMatchObject([
      { kind: 'create', name: subnet },
      { kind: 'keep', name: `${other} of ${subnet}`, note: expect.stringMatching(/with other traffic;/) },
    ]);
    // moto takes any two into one bucket for the same, as AWS may.
    await expect(carryOut(plan)).rejects.toMatchObject({ code: 'LF_FLOW_LOG_EXISTS' });
    expect(await part.destroy()).toEqual([]);
  });

  it("does not delete ours for a new one that somebody else's stands in the way of", async () => {
    const there = {
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: ownTag, Value: 'logflow' }] }],
    };
    const ours = await createTheirs(vpc, { ...there, LogDestination: 'arn:aws:s3:::elsewhere' });
    const plan = await partFor({ of: [vpc] }).plan();
    expect(plan).toMatchObject([{ kind: 'change', fields: [{ field: 'destination' }] }]);
    const theirs = await createTheirs(vpc, { TrafficType: 'ACCEPT' });
    await expect(carryOut(plan)).rejects.toMatchObject({ code: 'LF_FLOW_LOG_EXISTS' });
    expect((await all()).map(({ FlowLogId }) => FlowLogId).toSorted()).toEqual([ours, theirs].toSorted());
  });

  it('tells what AWS says of a resource or a bucket that is not there', async () => {
    const missing = partFor({ of: ['vpc-0123456789abcdef0'] });
    await expect(carryOut(await missing.plan())).rejects.toMatchObject({
      code: 'LF_SETUP_AWS',
      message: expect.stringMatching(/ec2:CreateFlowLogs.* for vpc-0123456789abcdef0: InvalidVpcID.NotFound/),
    });
    // Answered with 200.
    const section = sectionOf({ bucket: 'nowhere', 'flow-logs': { of: [vpc] } });
    const nowhere = createFlowLogsPart(namesFor(section), section, { ec2 });
    await expect(carryOut(await nowhere.plan())).rejects.toMatchObject({
      code: 'LF_SETUP_AWS',
      message: `ec2:CreateFlowLogs for ${vpc}: 400: LogDestination: nowhere does not exist.`,
    });
  });

  it('refuses what cannot be, before it asks anybody', async () => {
    const plan = await partFor({ of: [vpc, 'tgw-0123456789abcdef0'], aggregation: 600 }).plan();
    expect(plan.map((step) => step.kind === 'refuse' && step.problem.message)).toEqual([
      expect.stringMatching(/^flow logs of tgw-0123456789abcdef0 have no field action/),
      'flow logs of tgw-0123456789abcdef0 cover 60 seconds',
    ]);
  });

  it('leaves one whose resource is not named any more, and says how to end it', async () => {
    await carryOut(await partFor({ of: [vpc, subnet] }).plan());
    const plan = await partFor({ of: [vpc] }).plan();
    expect(plan.map(({ kind }) => kind)).toEqual(['keep', 'keep']);
    expect(plan[1]).toMatchObject({ note: expect.stringMatching(/does not name subnet-.*delete-flow-logs/) });
    expect(told(await partFor(undefined, 'another').plan())).toEqual([{ kind: 'keep', name: 'none' }]);
  });

  it('destroys what carries the tag of the project, and nothing else', async () => {
    await carryOut(await partFor({ of: [vpc] }).plan());
    await carryOut(await partFor({ of: [subnet] }, 'another').plan());
    const theirs = await createTheirs(vpc, { LogDestination: 'arn:aws:s3:::elsewhere' });
    // Whatever the file names now.
    const part = partFor(undefined);
    const plan = await part.destroy();
    expect(plan).toMatchObject([{ kind: 'delete', name: expect.stringMatching(` of ${vpc}$`) }]);
    await carryOut(plan);
    await carryOut(plan);
    const left = await all();
    expect(left.map(({ ResourceId }) => ResourceId).toSorted()).toEqual([vpc, subnet].toSorted());
    expect(left.map(({ FlowLogId }) => FlowLogId)).toContain(theirs);
    expect(await part.destroy()).toEqual([]);
  });

  it('takes one that somebody tagged for its own', async () => {
    const theirs = await createTheirs(vpc, { TrafficType: 'ACCEPT' });
    await ec2.send(new CreateTagsCommand({ Resources: [theirs], Tags: [{ Key: ownTag, Value: 'logflow' }] }));
    expect(await partFor({ of: [vpc] }).plan()).toMatchObject([
      { kind: 'change', fields: [fieldChange('traffic', 'ACCEPT', 'ALL')] },
    ]);
  });
});
