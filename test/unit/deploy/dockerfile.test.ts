import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { deployText, deployYaml, dockerInstructions } from '../../helpers/deploy-files.ts';

const instructions = dockerInstructions();
const of = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest);
const root = new URL('../../../', import.meta.url);
const healthCheck = () => {
  const [, command = ''] = /CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0] ?? '') ?? [];
  return JSON.parse(command) as string[];
};

it('only instructions that there are, the last stage last', () => {
  const known = new Set([
    'FROM',
    'WORKDIR',
    'COPY',
    'RUN',
    'ENV',
    'EXPOSE',
    'USER',
    'STOPSIGNAL',
    'HEALTHCHECK',
    'ENTRYPOINT',
    'CMD',
  ]);
  expect(instructions.filter(({ name }) => !known.has(name))).toEqual([]);
  for (const once of ['USER', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD', 'STOPSIGNAL'])
    expect(of(once)).toHaveLength(1);
});

it('both stages start from one image, whose tag names a version: the one that the tests run on', () => {
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const version = lock.packages['node_modules/node'].version;
  expect(of('FROM')).toEqual([`node:${version}-bookworm-slim AS build`, `node:${version}-bookworm-slim`]);
});

it('everything that runs is in exec form: signals reach node itself', () => {
  for (const text of [...of('RUN'), ...of('ENTRYPOINT'), ...of('CMD'), JSON.stringify(healthCheck())])
    expect(JSON.parse(text)).toBeInstanceOf(Array);
  expect(of('STOPSIGNAL')).toEqual(['SIGTERM']);
});

it('runs as a user with a number, which Kubernetes can tell from root', () => {
  expect(of('USER')).toEqual(['10001:10001']);
});

it('copies what is there, and the build context holds it', () => {
  const ignored = deployText('docker/Dockerfile.dockerignore').split('\n');
  const copied = of('COPY')
    .filter((rest) => !rest.startsWith('--from'))
    .flatMap((rest) => rest.split(' ').slice(0, -1));
  for (const path of copied) {
    expect(existsSync(new URL(path, root)), path).toBe(true);
    expect(ignored).toContain(`!${path.replace('./', '')}`);
  }
  expect(ignored.filter((line) => line.startsWith('!'))).toHaveLength(copied.length);
});

it.each([
  [200, 0],
  [503, 1],
])(
  'the health check does what it says: an answer of %i ends it with %i; ECS asks the same',
  async (status, code) => {
    const [{ Resources }] = deployYaml('aws/ecs-fargate.yaml');
    const [task] = Resources.Task.Properties.ContainerDefinitions;
    const [form, ...ecs] = task.HealthCheck.Command;
    expect(form).toBe('CMD');
    expect(ecs).toEqual(healthCheck());
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [command = '', ...args] = healthCheck();
    const env = {
      PATH: process.env.PATH,
      LOGFLOW_METRICS_PORT: String((server.address() as AddressInfo).port),
    };
    const [exit] = await once(spawn(command, args, { env }), 'exit');
    server.close();
    expect([exit, asked]).toEqual([code, ['/healthz']]);
  },
);
