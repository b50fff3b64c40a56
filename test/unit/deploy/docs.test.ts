import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../../oclif.manifest.json' with { type: 'json' };
import { reserve } from '../../../src/app/lambda/invocation.ts';
import { settingNames } from '../../../src/app/settings/settings.ts';
import { putBackTime } from '../../../src/app/stop-grace.ts';
import { deployYaml } from '../../helpers/deploy-files.ts';

const root = new URL('../../../', import.meta.url);
const page = (name: string) => readFileSync(new URL(`docs/${name}.md`, root), 'utf8');
const pages = ['deploy', 'lambda', 'library', 'sizing'];

describe('docs/sizing.md', () => {
  const text = page('sizing');
  const { parts } = JSON.parse(
    readFileSync(new URL('bench/results/2026-11-23-amd-epyc-2.json', root), 'utf8'),
  );
  const rows = parts.flatMap((part: { rows: object[] }) => part.rows);
  const rate = (what: string, per = 'perCpuSecond') =>
    rows.find((row: { what: string }) => row.what === what)[per];
  const [small, large, server] = [rate('small objects'), rate('large objects'), rate('logflow', 'perSecond')];
  const number = (value: number, digits: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const short = (value: number) => number(value, value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.02 ? 2 : 3);

  it('the first table is what the formulas make of the figures', () => {
    for (const gb of [1, 10, 100, 1000, 10_000]) {
      const perSecond = (gb * 1e9) / 204 / 86_400;
      const cells = [
        number(gb, 0),
        number(perSecond, 0),
        short((2 * perSecond) / small),
        short((2 * perSecond) / large),
      ];
      expect(text).toContain(
        `| ${cells.join(' | ')} | ${number(perSecond / server, perSecond / server >= 10 ? 0 : perSecond / server >= 1 ? 1 : 2)} |`,
      );
    }
  });

  it('the assumptions are the figures', () => {
    for (const figure of [small, server]) expect(text).toContain(number(figure, 0));
    expect(text).toContain(number(Math.round(large / 10) * 10, 0));
    expect(204).toBe(Math.round(40.8e6 / 200_000));
  });

  it('the second table is what the formula makes of the prices', () => {
    for (const [cpu, gb] of [
      [0.25, 1],
      [0.5, 1],
      [1, 2],
      [2, 4],
    ] as const) {
      const usd = number(24 * (cpu * 0.04048 + gb * 0.004445), 2);
      const room = number(((cpu / 2) * small * 204 * 86_400) / 1e9, 0);
      expect(text).toContain(`| ${cpu} vCPU, ${gb} GB | ${usd} | ${room} GB a day |`);
    }
    const seconds = 100e9 / 204 / small;
    expect(text).toContain(`${number(seconds, 0)} CPU seconds`);
    expect(text).toContain(`${number(seconds * (1769 / 1024) * 0.00001667, 2)} USD, and 490,000`);
  });
});

describe('docs/deploy.md', () => {
  it('its stop times are those of the files', () => {
    const [{ spec }] = deployYaml('kubernetes/deployment.yaml');
    const [{ Resources }] = deployYaml('aws/ecs-fargate.yaml');
    const text = page('deploy');
    expect(text).toContain(
      `\`StopTimeout\` ${Resources.Task.Properties.ContainerDefinitions[0].StopTimeout}`,
    );
    expect(text).toContain(
      `\`terminationGracePeriodSeconds\` ${spec.template.spec.terminationGracePeriodSeconds}`,
    );
    expect([putBackTime, text]).toEqual([
      8_000,
      expect.stringContaining('which takes eight\nseconds at most'),
    ]);
  });
});

it('docs/lambda.md: the time that is kept is the one of the code', () => {
  expect([reserve, page('lambda')]).toEqual([2_000, expect.stringContaining('two seconds before the end')]);
});

describe.each(pages)('docs/%s.md', (name) => {
  const text = page(name);

  it('commands, variables and settings are there', () => {
    const commands = Object.keys(manifest.commands);
    for (const [, command] of text.matchAll(/`logflow ([a-z]+)/g)) expect(commands).toContain(command);
    const known = Object.values(manifest.commands).flatMap(({ flags }) =>
      Object.values(flags).flatMap((flag) => ('env' in flag ? [flag.env as string] : [])),
    );
    for (const [variable] of text.matchAll(/LOGFLOW_[A-Z0-9_]+/g)) expect(known).toContain(variable);
    for (const setting of ['queue', 'metrics-port', 'stop-grace', 'log-level', 'threads', 'concurrency'])
      expect(settingNames).toContain(setting);
  });

  it('what it links to is there', () => {
    for (const [, link = ''] of text.matchAll(/\]\((?!http)([^)#]+)\)/g))
      expect(() => readFileSync(new URL(`docs/${link}`, root)), link).not.toThrow(/ENOENT/);
  });
});
