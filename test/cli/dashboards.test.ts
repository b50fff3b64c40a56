import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDashboards } from '../helpers/dashboards-server.ts';
import { runLogflow } from '../helpers/process.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const secret = { LOGFLOW_USERNAME: 'admin', LOGFLOW_PASSWORD: 'secr3t-word' };
const install = (...flags: readonly string[]) =>
  runLogflow(['dashboards', 'install', ...flags], { env: secret });

describe('logflow dashboards install', () => {
  it('looks, installs, and does nothing the second time; the password stays unsaid', async () => {
    await using server = await startDashboards('opensearch-dashboards', 'admin:secr3t-word');
    const url = ['--dashboards-url', server.url];
    const dry = await install(...url, '--dry-run');
    expect([dry.code, dry.stdout, server.stored.size]).toEqual([
      1,
      `OpenSearch Dashboards 2.19.1 at ${server.url}

create      index-pattern logflow-vpcflowlogs
create      visualization logflow-vpcflowlogs-actions
create      visualization logflow-vpcflowlogs-talkers
create      visualization logflow-vpcflowlogs-ports
create      visualization logflow-vpcflowlogs-map
create      visualization logflow-vpcflowlogs-subnets
create      dashboard logflow-vpcflowlogs-dashboard

7 to create
nothing was changed
next: the same without --dry-run
`,
      0,
    ]);
    const first = await install(...url, '--json', '--space', 'network');
    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([
      0,
      { type: 'dashboards-install', ok: true, server: { kind: 'opensearch-dashboards', space: 'network' } },
    ]);
    const second = await install(...url, '--space', 'network');
    expect([second.code, second.stdout]).toEqual([
      0,
      expect.stringContaining('all of it is as it should be\n'),
    ]);
    expect([...server.stored.keys()].every((key) => key.startsWith('network/'))).toBe(true);
    expect(JSON.stringify([dry, first, second])).not.toContain('secr3t');
  });

  it('writes a file, or standard output, without a server; what cannot be written is told', async () => {
    const folder = temporaryFolder();
    try {
      const file = join(folder.path, 'flows.ndjson');
      writeFileSync(file, 'an older one');
      const written = await install('--export', file, '--index', 'flows-{yyyy}');
      expect([written.code, written.stdout]).toEqual([
        0,
        `${file} written: 7 saved objects\nnext: import it under Management, Saved Objects\n`,
      ]);
      const printed = await install('--export', '-', '--index', 'flows-{yyyy}');
      expect([printed.code, printed.stderr, printed.stdout]).toEqual([0, '', readFileSync(file, 'utf8')]);
      const nowhere = await install('--export', join(folder.path, 'none', 'flows.ndjson'));
      expect([nowhere.code, nowhere.stderr]).toEqual([
        1,
        expect.stringMatching(/: ENOENT\nnext: Give --export a file .*\(LF_OUTPUT\)/),
      ]);
    } finally {
      await folder.remove();
    }
  });

  it('without an address: exit 2, and what is needed', async () => {
    const { code, stderr } = await install();
    expect([code, stderr]).toEqual([2, expect.stringContaining('--dashboards-url: is needed')]);
  });
});
