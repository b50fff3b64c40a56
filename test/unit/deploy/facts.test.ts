import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../../oclif.manifest.json' with { type: 'json' };
import { loadSettings, noFile } from '../../../src/app/settings/load.ts';
import { settingNames, settingVariable } from '../../../src/app/settings/settings.ts';
import { putBackTime } from '../../../src/app/stop-grace.ts';
import { deployNames, deployText, deployYaml } from '../../helpers/deploy-files.ts';

const [ecs] = deployYaml('aws/ecs-fargate.yaml');
const [lambda] = deployYaml('aws/lambda.yaml');
const [deployment] = deployYaml('kubernetes/deployment.yaml');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const task = ecs.Resources.Task.Properties.ContainerDefinitions[0];
const unit = deployText('systemd/logflow.service');
const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

const root = new URL('../../../', import.meta.url);
const readPackage = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const variables = (list: { name?: string; value?: string; Name?: string; Value?: string }[]) =>
  Object.fromEntries(list.map(({ name, value, Name, Value }) => [name ?? Name, value ?? Value]));

describe('stop times: what kills comes after stop-grace and the time in which what is open is put back', () => {
  it.each([
    ['ECS', variables(task.Environment).LOGFLOW_STOP_GRACE, task.StopTimeout],
    ['Kubernetes', variables(container.env).LOGFLOW_STOP_GRACE, pod.terminationGracePeriodSeconds],
    ['systemd', /LOGFLOW_STOP_GRACE=(\S+)/.exec(unit)?.[1], Number(value('TimeoutStopSec'))],
    // The image says nothing: the defaults have to do within the 30 s of ECS and Kubernetes (R39).
    ['defaults', undefined, 30],
  ])('%s', (_, text, kill) => {
    const given = text === undefined ? {} : { 'stop-grace': text };
    const grace = loadSettings(given, noFile, [])['stop-grace'];
    expect(grace + putBackTime / 1000).toBeLessThan(kill);
    // Fargate grants no more (R39).
    expect(kill).toBeLessThanOrEqual(120);
  });

  it('a task that is killed all the same: its messages are hidden for no longer than it takes to notice', () => {
    const { 'visibility-timeout': visibility } = loadSettings({}, noFile, []);
    expect(visibility).toBe(300);
    expect(deployText('aws/ecs-fargate.yaml')).not.toContain('VISIBILITY_TIMEOUT');
  });
});

describe('names', () => {
  const own = Object.values(manifest.commands.consume.flags).flatMap((flag) =>
    'env' in flag ? [flag.env as string] : [],
  );

  it.each(deployNames())('%s: each variable of logflow is one of consume', (name) => {
    const named = [...deployText(name).matchAll(/LOGFLOW_[A-Z0-9_]+/g)].map(([variable]) => variable);
    expect(named.filter((variable) => !own.includes(variable))).toEqual([]);
  });

  it('each flag that they speak of is one of consume', () => {
    const flags = Object.keys(manifest.commands.consume.flags);
    for (const name of deployNames().filter((name) => !name.includes('grafana'))) {
      const named = [...deployText(name).matchAll(/(?<![\w-])--(metrics-[a-z]+|stop-[a-z]+)/g)].map(
        ([, flag]) => flag,
      );
      for (const flag of named) expect(flags).toContain(flag);
    }
  });

  it('the variables of Kubernetes, ECS and Lambda are settings that pass, together', () => {
    const [{ data }] = deployYaml('kubernetes/config-map.yaml');
    const example = (text: unknown) => (typeof text === 'string' ? text : 'https://example.com');
    for (const all of [
      { ...data, ...variables(container.env) },
      { ...variables(task.Environment), LOGFLOW_TIMEZONE: 'UTC' },
      { ...lambda.Resources.Function.Properties.Environment.Variables, LOGFLOW_TIMEZONE: 'UTC' },
    ] as Record<string, unknown>[]) {
      const given = settingNames.flatMap((name) => {
        const text = all[settingVariable(name)];
        return text === undefined ? [] : [[name, example(text)] as const];
      });
      expect(() => loadSettings(Object.fromEntries(given), noFile, [])).not.toThrow();
    }
  });
});

describe('Kubernetes', () => {
  it('runs as nobody in particular, on a root that is read-only, without rights', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('probes and labels point at what is there', () => {
    const port = container.ports[0];
    expect(String(port.containerPort)).toBe(variables(container.env).LOGFLOW_METRICS_PORT);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(container[probe].httpGet.port).toBe(port.name);
    const labels = deployment.spec.template.metadata.labels;
    const [budget] = deployYaml('kubernetes/pod-disruption-budget.yaml');
    expect(budget.spec.selector.matchLabels).toEqual(labels);
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    const [account] = deployYaml('kubernetes/service-account.yaml');
    const [map] = deployYaml('kubernetes/config-map.yaml');
    expect(pod.serviceAccountName).toBe(account.metadata.name);
    expect(container.envFrom).toEqual([{ configMapRef: { name: map.metadata.name } }]);
    // The start may take as long as a cluster is waited for.
    const { patience } = loadSettings({}, noFile, []);
    expect(container.startupProbe.periodSeconds * container.startupProbe.failureThreshold).toBeGreaterThan(
      patience,
    );
  });

  // By https://keda.sh/docs/latest/reference/scaledobject-spec/ and https://keda.sh/docs/latest/scalers/aws-sqs/: no registry carries KEDA's schema.
  it('KEDA: the ScaledObject says what the scaler knows, about the same queue', () => {
    const [auth, scaled] = deployYaml('kubernetes/scaled-object.yaml');
    const [map] = deployYaml('kubernetes/config-map.yaml');
    expect([auth.apiVersion, auth.kind]).toEqual(['keda.sh/v1alpha1', 'TriggerAuthentication']);
    expect(Object.keys(auth.spec)).toEqual(['podIdentity']);
    expect([scaled.apiVersion, scaled.kind]).toEqual(['keda.sh/v1alpha1', 'ScaledObject']);
    expect(Object.keys(scaled.spec).sort()).toEqual([
      'cooldownPeriod',
      'maxReplicaCount',
      'minReplicaCount',
      'pollingInterval',
      'scaleTargetRef',
      'triggers',
    ]);
    expect(scaled.spec.scaleTargetRef).toEqual({ name: deployment.metadata.name });
    expect(deployment.spec).not.toHaveProperty('replicas');
    const [{ type, metadata, authenticationRef, ...rest }] = scaled.spec.triggers;
    expect([type, authenticationRef.name, rest]).toEqual(['aws-sqs-queue', auth.metadata.name, {}]);
    for (const text of Object.values(metadata)) expect(text).toBeTypeOf('string');
    expect(metadata).toMatchObject({ queueURL: map.data.LOGFLOW_QUEUE, awsRegion: map.data.AWS_REGION });
    expect(Object.keys(metadata).sort()).toEqual(['awsRegion', 'queueLength', 'queueURL', 'scaleOnInFlight']);
  });
});

describe('Lambda', () => {
  const { Queue, Trigger, DeadLetters, Function: worker } = lambda.Resources;

  it('the queue hides messages for six times what the function may take, as AWS asks for, and has an end', () => {
    expect(Queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * worker.Properties.Timeout);
    expect(Queue.Properties.RedrivePolicy.maxReceiveCount).toBe(20);
    expect(DeadLetters.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  it('messages that failed are told by their ids, and the image is one that logflow runs on', () => {
    expect(Trigger.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(Trigger.Properties.BatchSize).toBe(10);
    expect(worker.Properties.PackageType).toBe('Image');
    const { version } = readPackage('package.json');
    const tarball = `logflow-${version}.tgz`;
    expect(readPackage('examples/lambda/package.json').dependencies).toEqual({ logflow: `file:${tarball}` });
    const image = readFileSync(new URL('examples/lambda/Dockerfile', root), 'utf8');
    expect(image).toMatch(/^FROM public\.ecr\.aws\/lambda\/nodejs:24$/m);
    expect(image).toContain(`COPY package.json index.mjs ${tarball} ./`);
  });
});

describe('ECS', () => {
  it('what the scaling divides by is there: Container Insights counts the tasks', () => {
    expect(ecs.Resources.Cluster.Properties.ClusterSettings).toContainEqual({
      Name: 'containerInsights',
      Value: 'enabled',
    });
    expect(task).toMatchObject({ ReadonlyRootFilesystem: true, User: '10001:10001', Essential: true });
  });
});

describe('systemd', () => {
  it('is hardened, runs without root, and does not come back when it is told wrong things', () => {
    for (const yes of ['DynamicUser', 'NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices'])
      expect(value(yes), yes).toBe('yes');
    expect([value('ProtectSystem'), value('CapabilityBoundingSet')]).toEqual(['strict', '']);
    // V8 compiles.
    expect(value('MemoryDenyWriteExecute')).toBeUndefined();
    expect([value('Restart'), value('RestartPreventExitStatus'), value('KillSignal')]).toEqual([
      'on-failure',
      '2',
      'SIGTERM',
    ]);
  });
});
