import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import source from '../../src/templates/vpcflowlogs.json' with { type: 'json' };
import { describeEachCluster, type TestCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { ask, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

interface Body {
  settings: Record<string, unknown>;
  mappings: { properties: Record<string, { type?: string }> };
}

/** A pipeline whose names nobody else has, and what is done with it. */
function kit({ name, url }: TestCluster) {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0)) await step();
  });
  const form = name === 'elasticsearch7' ? 'legacy' : 'composable';
  const path = form === 'legacy' ? '_template' : '_index_template';
  return {
    form,
    fresh() {
      const prefix = `c${randomBytes(6).toString('hex')}`;
      const state = temporaryFolder('logflow-state-');
      undo.push(() => wipe(url, prefix), state.remove);
      const options = ['--node', url, '--index', `${prefix}-{yyyy}-{MM}-{dd}`];
      const template = (command: string, ...args: readonly string[]) => {
        const stated = ['push', 'install'].includes(command) ? ['--state', state.path] : [];
        return runLogflow(['template', command, ...args, ...options, ...stated]);
      };
      const at = `${url}/${path}/${prefix}`;
      const get = async (): Promise<Body> => {
        // biome-ignore lint/suspicious/noExplicitAny: each form has its place for it.
        const body = (await ask('GET', at)).body as any;
        return form === 'legacy' ? body[prefix] : body.index_templates[0].index_template;
      };
      return {
        ...{ prefix, state: state.path, template, get },
        status: async () => (await ask('GET', at)).status,
        /** By hand, as somebody does with curl. */
        async change(by: (body: Body) => void) {
          const stored = await get();
          by(form === 'legacy' ? stored : (stored as unknown as { template: Body }).template);
          expect((await ask('PUT', at, stored)).status).toBe(200);
          return get();
        },
      };
    },
  };
}

describeEachCluster('template diff and push', (cluster) => {
  const { form, fresh } = kit(cluster);
  const { url } = cluster;

  it('put what is missing, find exactly the field that was changed by hand, and go back', async () => {
    const { prefix, template, get, change, state, status } = fresh();
    const title = `the ${form} template ${prefix}`;
    const missing = await template('diff');
    expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining(`${title} is not there\n`) });
    const unasked = await template('push');
    expect(unasked).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--yes is needed'),
    });
    expect(await status()).toBe(404);
    expect(await template('push', '--yes')).toMatchObject({ code: 0, stdout: `${title} created\n` });
    expect(await template('diff')).toMatchObject({ code: 0, stdout: `${title} is as it should be\n` });
    expect(await template('push')).toMatchObject({ code: 0, stdout: 'nothing to do\n' });

    const spoilt = await change(({ mappings, settings }) => {
      (mappings.properties.srcaddr as { type: string }).type = 'keyword';
      settings['index.number_of_replicas'] = '1';
    });
    const differs = await template('diff', '--json');
    expect(differs.code).toBe(1);
    const field = { path: 'mappings.properties.srcaddr.type', is: 'keyword', becomes: 'ip' };
    expect(JSON.parse(differs.stdout).resources).toEqual([
      { kind: form, name: prefix, state: 'differs', differences: [field] },
    ]);
    expect((await template('diff')).stdout).toContain(
      '\n  mappings.properties.srcaddr.type: keyword -> ip\n',
    );
    expect((await template('list')).stdout).toContain(`${title} differs in 1 field\n`);

    const pushed = await template('push', 'vpcflowlogs', '--yes', '--json');
    expect(pushed.code, pushed.stderr).toBe(0);
    const [{ saved, ...done }] = JSON.parse(pushed.stdout).pushed;
    expect(done).toEqual({ kind: form, name: prefix, done: 'changed', differences: [field] });
    expect(saved.startsWith(join(state, 'templates', `${prefix}.${form}.`))).toBe(true);
    expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({ kind: form, name: prefix, body: spoilt });
    expect(pushed.stderr).toContain(`to go back: logflow template push ${saved}`);
    expect((await template('diff')).code).toBe(0);

    expect((await template('diff', saved)).stdout).toContain(
      'mappings.properties.srcaddr.type: ip -> keyword',
    );
    expect(await template('push', saved, '--yes')).toMatchObject({ code: 0, stdout: `${title} changed\n` });
    expect(await get()).toEqual(spoilt);
  });

  it('leave it as it is when the version before cannot be saved', async () => {
    const { prefix, template, change, get } = fresh();
    expect((await template('install')).code).toBe(0);
    const before = await change(({ mappings }) => {
      mappings.properties.srcaddr = { type: 'keyword' };
    });
    const options = ['--node', url, '--index', `${prefix}-{yyyy}-{MM}-{dd}`, '--yes'];
    const refused = await runLogflow(['template', 'push', ...options, '--state', '/dev/null/x']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(LF_TEMPLATE_SAVE)') });
    expect(await get()).toEqual(before);
  });

  it('list existing indices whose mapping is wrong, by index and field', async () => {
    const { prefix, template } = fresh();
    expect((await template('install')).code).toBe(0);
    const day = (dd: string) => `${prefix}-2020-03-${dd}`;
    expect((await ask('PUT', `${url}/${day('08')}`)).status).toBe(200);
    const wrong = { mappings: { properties: { bytes: { type: 'float' } } } };
    expect((await ask('PUT', `${url}/${day('09')}`, wrong)).status).toBe(200);
    const diff = await template('diff');
    expect(diff.code).toBe(1);
    expect(diff.stdout).toContain(
      `\nindex ${day('09')} keeps its mapping:\n  bytes: is float, must be long\n`,
    );
    expect(diff.stdout).not.toContain(day('08'));
    expect(diff.stdout).toContain("the next day's index gets the right one; reindex these");
    // Nothing that a push could mend.
    const push = await template('push', '--yes');
    expect(push).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
    expect(push.stdout).toContain(`index ${day('09')} keeps its mapping`);
  });

  it('name a template of others that comes before ours, and what it does', async () => {
    const { prefix, template } = fresh();
    expect((await template('install')).code).toBe(0);
    const mappings = { properties: { bytes: { type: 'float' } } };
    const index_patterns = [`${prefix}-*`];
    const body = form === 'legacy' ? { order: 9, mappings } : { priority: 900, template: { mappings } };
    const at = `${url}/${form === 'legacy' ? '_template' : '_index_template'}/${prefix}-theirs`;
    expect((await ask('PUT', at, { ...body, index_patterns })).status).toBe(200);
    const power = form === 'legacy' ? 'order 9' : 'priority 900';
    const line = `the ${form} template ${prefix}-theirs (${power}) comes before it\n`;
    const diff = await template('diff');
    expect(diff).toMatchObject({ code: 1, stdout: expect.stringContaining(line) });
    expect(diff.stdout).toContain('  bytes: is float, must be long\n');
    expect(await template('push', '--yes')).toMatchObject({ code: 1, stdout: expect.stringContaining(line) });
    const listed = JSON.parse((await template('list', '--json')).stdout).templates[0].cluster;
    expect(listed.resources).toMatchObject([{ state: 'equal' }]);
    expect(listed.pipelines[0].stronger).toEqual([
      { api: form, name: `${prefix}-theirs`, power: form === 'legacy' ? 9 : 900 },
    ]);
  });

  it("replace somebody's own template of that name only when pushed", async () => {
    const { prefix, template, get } = fresh();
    const mappings = { properties: { bytes: { type: 'float' } } };
    const index_patterns = [`${prefix}-*`];
    const at = `${url}/${form === 'legacy' ? '_template' : '_index_template'}/${prefix}`;
    const body = form === 'legacy' ? { mappings } : { template: { mappings } };
    expect((await ask('PUT', at, { ...body, index_patterns })).status).toBe(200);
    const theirs = await get();
    expect(await template('install')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('maps'),
    });
    expect(await get()).toEqual(theirs);
    expect((await template('push', '--yes')).code).toBe(0);
    expect(await template('install')).toMatchObject({ code: 0, stdout: expect.stringContaining('is there') });
  });
});

describeEachCluster('the forms of a template', (cluster) => {
  const { fresh } = kit(cluster);
  const { name, url } = cluster;
  const legacy = ['legacy', '_template'] as const;
  const composable = ['composable', '_index_template'] as const;
  const forms = name === 'elasticsearch7' ? [legacy] : [legacy, composable];

  it('map a document alike, on every cluster', async () => {
    const { prefix } = fresh();
    const document = {
      '@timestamp': '2020-03-08T15:06:54.000Z',
      ...{ bytes: 1, srcaddr: '10.0.0.1', 'new-in-v12': '1', message: 'x' },
      src_geoip: { location: { lat: 1, lon: 2 } },
    };
    const keyword = { type: 'keyword', ignore_above: 256 };
    const added = { 'new-in-v12': { type: 'text', norms: false, fields: { keyword } } };
    for (const [form, path] of forms) {
      const options = ['--form', form, '--index', `${prefix}-${form}-{yyyy}`];
      const shown = JSON.parse((await runLogflow(['template', 'show', 'vpcflowlogs', ...options])).stdout);
      expect((await ask('PUT', `${url}/${path}/${prefix}-${form}`, shown)).status).toBe(200);
      const index = `${prefix}-${form}-2020`;
      expect((await ask('PUT', `${url}/${index}/_doc/1`, document)).status).toBe(201);
      const { body } = await ask('GET', `${url}/${index}/_mapping`);
      // biome-ignore lint/suspicious/noExplicitAny: as the server answers.
      const { properties } = (body as any)[index].mappings;
      expect(properties).toEqual({ ...source.mappings.properties, ...added });
    }
  });
});
