import { expect, it } from 'vitest';
import { settings } from '../../src/app/settings/settings.ts';
import { fieldChange } from '../../src/app/setup/field.ts';
import { createTemplatesPart } from '../../src/app/setup/parts/templates.ts';
import { openCluster } from '../../src/app/target.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { carryOut, told } from '../helpers/setup-kit.ts';
import { kit, withoutRead } from '../helpers/template-cluster.ts';
import { articleMapping } from '../helpers/template-kit.ts';

// What the parts of template/ do on each cluster is in template.test.ts.
describeCluster('opensearch2', 'the part templates', ({ url }) => {
  const { send, fresh } = kit(url);
  const partFor = (index: string, more: object = {}) => {
    const given = settings.parse({ node: url, index, ...more });
    return createTemplatesPart(given, () => openCluster(given));
  };
  const make = () => {
    const template = fresh();
    const { index } = template.fingerprint;
    return { template, index, part: partFor(index) };
  };

  it('puts what the pipeline needs, and then has nothing to do', async () => {
    const { template, index, part } = make();
    const plan = await part.plan();
    expect(told(plan)).toEqual([
      {
        kind: 'create',
        name: template.name,
        fields: [
          fieldChange('kind', undefined, 'composable'),
          fieldChange('pattern', undefined, template.pattern),
          fieldChange('revision', undefined, String(template.revision)),
          fieldChange('pipeline', undefined, 'vpcflowlogs'),
          fieldChange('version', undefined, template.fingerprint.version),
          fieldChange('schema', undefined, 'article'),
          fieldChange('index', undefined, index),
          fieldChange('timezone', undefined, 'UTC'),
          fieldChange('id', undefined, 'content'),
        ],
      },
    ]);
    await carryOut(plan);
    await send('GET', `/_index_template/${template.name}`);
    const keep = [{ kind: 'keep', name: template.name }];
    expect(told(await part.plan())).toEqual(keep);
    await carryOut(plan);
    expect(told(await part.plan())).toEqual(keep);
    // Other consumers may need it.
    expect(told(await part.destroy())).toEqual(keep);
  });

  it('brings one of ours up to date, and names what changes', async () => {
    const { template, part } = make();
    await send('PUT', `/_template/${template.name}`, {
      index_patterns: [template.pattern],
      mappings: { ...articleMapping, _meta: { logflow: { template: 'vpcflowlogs', revision: 0 } } },
    });
    const plan = await part.plan();
    expect(plan).toMatchObject([{ kind: 'change', name: template.name }]);
    const fields = plan.flatMap((step) => ('fields' in step ? step.fields : []));
    expect(fields.slice(0, 2)).toEqual([
      fieldChange('revision', '0', String(template.revision)),
      fieldChange('bytes', 'float', 'long'),
    ]);
    expect(fields).toContainEqual(fieldChange('timezone', undefined, 'UTC'));
    await carryOut(plan);
    expect(told(await part.plan())).toEqual([{ kind: 'keep', name: template.name }]);
  });

  it('changes a time zone with which nothing was written, and refuses one with which something was', async () => {
    const { template, index, part } = make();
    await carryOut(await part.plan());
    const tokyo = partFor(index, { timezone: 'Asia/Tokyo' });
    expect(told(await tokyo.plan())).toEqual([
      { kind: 'change', name: template.name, fields: [fieldChange('timezone', 'UTC', 'Asia/Tokyo')] },
    ]);
    await send('PUT', `/${template.sample}`);
    expect(told(await tokyo.plan())).toEqual([
      { kind: 'refuse', name: template.name, code: 'LF_PIPELINE_CHANGED' },
    ]);
  });

  it("refuses where somebody else's template maps otherwise, and tells of old indices", async () => {
    const { template, part } = make();
    await send('PUT', `/_index_template/${template.name}-theirs`, {
      index_patterns: [template.pattern],
      template: { mappings: articleMapping },
    });
    expect(told(await part.plan())).toEqual([
      { kind: 'refuse', name: template.name, code: 'LF_TEMPLATE_DIFFERS' },
    ]);
    await send('PUT', `/${template.sample}`);
    await send('DELETE', `/_index_template/${template.name}-theirs`);
    expect(await part.plan()).toMatchObject([
      { kind: 'create', note: expect.stringMatching(/^1 existing index of .* with a wrong mapping/) },
    ]);
  });

  it('says when the cluster does not let it look', async () => {
    const { index } = make();
    await using blind = await withoutRead(url);
    await expect(partFor(index, { node: blind.url }).plan()).rejects.toMatchObject({
      code: 'LF_TEMPLATE_FORBIDDEN',
    });
  });

  it('has nothing to do without a node', async () => {
    const part = createTemplatesPart(settings.parse({}), () => Promise.reject(new Error('opened')));
    expect(told(await part.plan())).toEqual([{ kind: 'keep', name: 'none' }]);
    expect(await part.destroy()).toEqual([]);
  });
});
