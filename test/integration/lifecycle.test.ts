import { expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { startPolicyServer } from '../helpers/policy-server.ts';
import { runLogflow } from '../helpers/process.ts';
import { ask, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const index = 'x-{yyyy}-{MM}-{dd}';
const paths = { ilm: '/_ilm/policy/logflow-x', ism: '/_plugins/_ism/policies/logflow-x' };
const min = { ilm: '"min_age":"90d"', ism: '"min_index_age":"90d"' };

it.each(['ilm', 'ism'] as const)(
  '%s: the policy comes first, is left alone by install, and is changed by push',
  async (kind) => {
    await using server = await startPolicyServer(kind);
    const state = temporaryFolder('logflow-state-');
    const template = (command: string, days: string, ...args: readonly string[]) =>
      runLogflow(
        ['template', command, '--node', server.url, '--index', index, '--delete-after', days, ...args],
        { env: { XDG_STATE_HOME: state.path } },
      );
    try {
      const installed = await template('install', '90d', '--json');
      expect(installed.code, installed.stdout).toBe(0);
      expect(JSON.parse(installed.stdout).templates[0].lifecycle).toEqual({
        ...{ kind: 'created', api: kind, name: 'logflow-x', days: 90 },
      });
      const written = [`PUT ${paths[kind]}`, 'PUT /_index_template/x?create=true'];
      expect(server.writes).toEqual(written);
      const policy = JSON.stringify(server.stored.get(paths[kind]));
      expect(policy).toContain(min[kind]);
      const { template: content } = server.stored.get('/_index_template/x') as {
        template: { settings: object };
      };
      const named = { 'index.lifecycle.name': 'logflow-x' };
      expect(content.settings).toEqual({
        ...{ number_of_shards: 1, number_of_replicas: 1 },
        ...(kind === 'ilm' && named),
      });
      if (kind === 'ism')
        expect(policy).toContain('"ism_template":[{"index_patterns":["x-*"],"priority":100}]');
      expect((await template('diff', '90d')).code).toBe(0);

      // Another age is nothing that happens by the way.
      const other = await template('install', '7d');
      expect(other.code).toBe(1);
      expect(other.stdout).toContain('deletes after 90d, and --delete-after says 7d: it is left as it is');
      expect(server.writes).toEqual(written);
      const differs = JSON.parse((await template('diff', '7d', '--json')).stdout).resources[0];
      expect(differs).toMatchObject({ kind, name: 'logflow-x', state: 'differs' });
      expect(differs.differences).toMatchObject([{ is: '90d', becomes: '7d' }]);
      const pushed = await template('push', '7d', '--yes', '--json');
      expect(pushed.code, pushed.stderr).toBe(0);
      expect(server.writes.slice(2)).toEqual([
        `PUT ${paths[kind]}${kind === 'ism' ? '?if_seq_no=7&if_primary_term=1' : ''}`,
      ]);
      expect(JSON.stringify(server.stored.get(paths[kind]))).toBe(policy.replace('90d', '7d'));
      const [{ saved }] = JSON.parse(pushed.stdout).pushed;
      expect((await template('push', '90d', saved, '--yes')).code).toBe(0);
      expect((await template('diff', '90d')).code).toBe(0);
    } finally {
      await state.remove();
    }
  },
);

it('a template of ours that is there is put under the ILM policy, and its other settings stay', async () => {
  await using server = await startPolicyServer('ilm');
  const state = temporaryFolder('logflow-state-');
  const install = (...args: readonly string[]) =>
    runLogflow([
      'template',
      'install',
      '--node',
      server.url,
      '--index',
      index,
      '--state',
      state.path,
      '--json',
      ...args,
    ]);
  try {
    expect((await install()).code).toBe(0);
    const there = server.stored.get('/_index_template/x') as { template: { settings: object } };
    there.template.settings = { index: { number_of_replicas: '0' } };
    const again = await install('--delete-after', '90d');
    expect(JSON.parse(again.stdout).templates[0].report).toMatchObject({
      kind: 'updated',
      saved: expect.stringContaining(state.path),
    });
    const { template } = server.stored.get('/_index_template/x') as {
      template: { settings: object; mappings: object };
    };
    expect(template.settings).toEqual({
      'index.lifecycle.name': 'logflow-x',
      index: { number_of_replicas: '0' },
    });
    expect(JSON.parse((await install('--delete-after', '90d')).stdout).templates[0].report.kind).toBe(
      'present',
    );
    // One of somebody else is theirs to put under it.
    Object.assign(template, { mappings: { ...template.mappings, _meta: {} }, settings: {} });
    const theirs = JSON.parse((await install('--delete-after', '90d')).stdout).templates[0].report;
    expect(theirs).toMatchObject({ kind: 'present', ours: false, unmanaged: true });
    expect(template.settings).toEqual({});
  } finally {
    await state.remove();
  }
});

describeEachCluster('a cluster without ILM and ISM', ({ url }) => {
  it('says so; the template is there all the same', async () => {
    const prefix = `l${Date.now().toString(36)}`;
    try {
      const options = ['--node', url, '--index', `${prefix}-{yyyy}-{MM}-{dd}`, '--delete-after', '90d'];
      const run = await runLogflow(['template', 'install', ...options]);
      expect(run.code).toBe(1);
      expect(run.stdout).toContain(`template ${prefix} `);
      expect(run.stdout).toContain('the cluster has neither ILM nor ISM');
      const push = await runLogflow(['template', 'push', '--yes', ...options]);
      expect(push).toMatchObject({ code: 1, stderr: expect.stringContaining('(LF_LIFECYCLE_UNSUPPORTED)') });
      expect((await ask('GET', `${url}/${prefix}-*`)).body).toEqual({});
    } finally {
      await wipe(url, prefix);
    }
  });
});
