import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/app/settings/load.ts';
import { exportSetup } from '../../src/app/setup/export/export.ts';
import { setupOptions } from '../../src/app/setup/options.ts';
import { findCfnLint, lint } from '../helpers/cfn-lint.ts';
import { findMoto, type Moto, motoAccount, startMoto } from '../helpers/moto.ts';
import { runLogflow } from '../helpers/process.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import { runSetup, type SetupPlace, spawnSetup, startSetup, writeConfig } from '../helpers/setup-run.ts';
import { type TemporaryFolder, temporaryFolder } from '../helpers/temp.ts';

const cfnLint = await findCfnLint();
const found = await findMoto();

/** Settings of all kinds that change what is made. */
const configurations = {
  plain: 'setup: { project: flow }',
  article: `
queue: loganalyticsdev-queue
setup: { project: flow, flow-logs: { of: [vpc-0123456789abcdef0, subnet-0123456789abcdef0] } }
rejects: s3://rejects-bucket/odd$key/`,
  rule: `
node: https://search-flows-abcdefghijklmnopqrstuvwxyz.us-west-2.es.amazonaws.com
sigv4: es
setup:
  { project: flow, announce: eventbridge, kms-key: alias/flow, role: { trust: ec2 },
    flow-logs: { of: [tgw-0123456789abcdef0], fields: [version, tgw-id, bytes], format: parquet, hive: true } }`,
  straight: `
setup:
  project: flow
  announce: sqs
  bucket: my-logs
  prefix: a b=c/AWSLogs/
  role: { trust: eks, oidc-provider: oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE, service-account: "ns:name" }`,
};

let home: TemporaryFolder;
let place: SetupPlace;
beforeAll(() => {
  home = temporaryFolder();
  place = { endpoint: '', folder: home.path };
});
afterAll(() => home.remove());

async function template(yaml: string): Promise<string> {
  writeConfig(place, yaml);
  const settings = loadSettings({}, `${home.path}/logflow.yaml`, []);
  const { export: form } = setupOptions({ export: 'cloudformation' }, [], {});
  return (await exportSetup(settings, form ?? 'policy', undefined, new AbortController().signal)).text;
}

describe.skipIf(cfnLint.kind === 'missing')('setup --export cloudformation (cfn-lint)', () => {
  it('nothing is wrong with any of them; and it would say so', async () => {
    const python = cfnLint as PythonInstallation;
    const all: Record<string, string> = {};
    for (const [name, yaml] of Object.entries(configurations)) all[name] = await template(yaml);
    expect(await lint(python, all)).toBe('');
    const wrong = (all.article ?? '')
      .replace('sqs:SendMessage', 'sqs:SendMassage')
      .replace('Ref: Topic\n', 'Ref: Tropic\n');
    const said = await lint(python, { wrong });
    expect(said).toContain("'Tropic' is not one of");
    expect(said).toContain('sendmassage');
  }, 60_000);
});

describe.skipIf(found.kind === 'missing')('setup --export cloudformation (moto)', () => {
  let moto: Moto;
  let vpc: string;
  beforeAll(async () => {
    moto = await startMoto(found as PythonInstallation, { MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' });
    place = { ...place, endpoint: moto.endpoint };
    const parameters = { Action: 'CreateVpc', CidrBlock: '10.0.0.0/16', Version: '2016-11-15' };
    vpc = /<vpcId>([^<]+)/.exec(await ask('ec2', parameters))?.[1] ?? '';
  }, 90_000);
  afterAll(() => moto?.stop());

  /** The query protocol; moto looks at no signature. */
  const ask = async (service: string, parameters: Record<string, string>) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const body = new URLSearchParams(parameters);
    const answer = await fetch(moto.endpoint, { method: 'POST', headers: { authorization }, body });
    return answer.text();
  };
  const createStack = async (TemplateBody: string) => {
    const stack = { StackName: 'flow', Version: '2010-05-15' };
    await ask('cloudformation', { ...stack, Action: 'CreateStack', TemplateBody });
    return ask('cloudformation', { ...stack, Action: 'DescribeStacks' });
  };

  // moto knows no policies of queues, topics and subscriptions in a template, nor a bucket's switches and notifications, and
  // keeps a role's policy in a form that IAM does not: the unit tests compare those with what setup writes.
  const unknown = /^(policy\.|public access block\.|raw delivery|topic|events|prefix|suffix|EventBridge)/;

  it.each(['sns', 'eventbridge'])(
    'what the stack makes is what setup wants: announce %s',
    async (announce) => {
      const flowLogs = `flow-logs: { of: [${vpc}], traffic: REJECT, aggregation: 600 }`;
      const yaml = `setup: { project: ${announce}, announce: ${announce}, max-receive-count: 7, ${flowLogs} }`;
      const described = await createStack(await template(yaml));
      expect(described).toContain('<StackStatus>CREATE_COMPLETE</StackStatus>');
      expect(described).toContain(
        `<OutputValue>arn:aws:iam::${motoAccount}:role/${announce}-consumer</OutputValue>`,
      );
      const { plan } = await runSetup(place, { 'dry-run': true });
      const kept = plan.filter(({ kind }) => kind === 'keep').map(({ part, note }) => [part, note]);
      expect(kept).toContainEqual(['queue', undefined]);
      expect(kept).toContainEqual(['flow-logs', 'not made by logflow, and as it should be']);
      if (announce === 'eventbridge') expect(kept).toContainEqual(['rule', undefined]);
      const fields = plan.flatMap(({ fields = [] }) => fields.map(({ field }) => field));
      expect(fields.filter((field) => !unknown.test(field))).toEqual([]);
      expect(plan.filter(({ kind }) => kind === 'create').map(({ part }) => part)).toEqual(
        announce === 'sns' ? ['subscription', 'notification'] : ['notification'],
      );
      await ask('cloudformation', { Action: 'DeleteStack', StackName: 'flow', Version: '2010-05-15' });
    },
  );
});

describe.skipIf(found.kind === 'missing')('setup --export policy (moto)', () => {
  it('asks for the account where nobody gives it; setup makes the role with the very same policy', async () => {
    await using moto = await startMoto(found as PythonInstallation);
    place = { ...place, endpoint: moto.endpoint };
    writeConfig(place, configurations.article);
    const asked = await startSetup(place, '--export', 'policy').done;
    const given = await startSetup(place, '--export', 'policy', '--account', motoAccount).done;
    expect([asked.code, asked.stderr, asked.stdout]).toEqual([0, '', given.stdout]);
    const policy = JSON.parse(asked.stdout);
    const nobody = await runLogflow(['setup', '--export', 'policy', '--region', 'us-west-2']);
    expect([nobody.code, nobody.stderr]).toEqual([
      1,
      expect.stringContaining('Or pass --account and --region'),
    ]);
    expect((await spawnSetup(place, '--only', 'role', '--yes')).code).toBe(0);
    const { endpoint } = moto;
    const iam = new IAMClient({
      endpoint,
      region: 'us-west-2',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const command = new GetRolePolicyCommand({ RoleName: 'flow-consumer', PolicyName: 'logflow-consumer' });
    const { PolicyDocument = '' } = await iam.send(command);
    iam.destroy();
    expect(JSON.parse(decodeURIComponent(PolicyDocument))).toEqual(policy);
  }, 60_000);
});
