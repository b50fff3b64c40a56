import { describe, expect, it } from 'vitest';
import { ensureTemplate } from '../../../../src/app/template/ensure.ts';
import type { AskCluster } from '../../../../src/app/template/inspect.ts';
import { articleMapping, indicesOf, templateFor } from '../../../helpers/template-kit.ts';

// Servers and roles that no cluster of the tests has: answers as their references describe them.

const template = templateFor('vpcflowlogs-{yyyy}');
const { mappings, pattern } = template;

type Answer = readonly [status: number, body: unknown];

/** Answers by the beginning of `METHOD /path`; what was not foreseen is an error. */
function server(answers: Readonly<Record<string, Answer>>): { ask: AskCluster; asked: string[] } {
  const asked: string[] = [];
  const ask: AskCluster = async (method, path) => {
    const request = `${method} ${path}`;
    asked.push(request);
    const known = Object.keys(answers).find((start) => request.startsWith(start));
    const [status, body] = answers[known ?? ''] ?? [];
    if (status === undefined) throw new Error(`nobody expected ${request}`);
    return { status, body };
  };
  return { ask, asked };
}

const denied: Answer = [
  403,
  { error: { type: 'security_exception', reason: 'no permissions' }, status: 403 },
];
const composable = (mapping: object, components: readonly string[] = []): Answer => [
  200,
  {
    index_templates: [
      { name: 'weak', index_template: { index_patterns: '*', template: {} } },
      {
        name: 'theirs',
        index_template: {
          index_patterns: [pattern],
          priority: 7,
          composed_of: components,
          template: { mappings: mapping },
        },
      },
    ],
  },
];

describe('ensureTemplate, by what the server answers', () => {
  it('does without legacy templates where the server has none', async () => {
    const { ask, asked } = server({
      'GET /_index_template/': [200, { index_templates: [] }],
      'GET /_template': [404, 'no handler'],
      'PUT ': [200, { acknowledged: true }],
    });
    // This server forgets at once what it took: what it says afterwards counts.
    expect(await ensureTemplate(ask, template, 'consume', [])).toMatchObject({
      kind: 'differs',
      templates: [],
    });
    expect(asked).toContain('PUT /_index_template/vpcflowlogs');
  });

  it("takes the strongest template's own mapping where a simulation is not to be had, and it is all of it", async () => {
    const answers = {
      'GET /_template': denied,
      'POST /_index_template/_simulate_index/vpcflowlogs-2026': denied,
    };
    const whole = server({ 'GET /_index_template/': composable(mappings), ...answers });
    const templates = [{ api: 'composable', name: 'theirs' }];
    expect(await ensureTemplate(whole.ask, template, 'consume', [])).toMatchObject({
      kind: 'present',
      templates,
    });
    const parts = server({ 'GET /_index_template/': composable(mappings, ['part']), ...answers });
    expect(await ensureTemplate(parts.ask, template, 'consume', [])).toMatchObject({ kind: 'forbidden' });
  });

  it('does not create blindly', async () => {
    const noList = server({ 'GET /_index_template/': denied });
    expect(await ensureTemplate(noList.ask, template, 'consume', [])).toMatchObject({
      kind: 'forbidden',
      problem: {
        message: 'GET /_index_template/* was answered with 403: security_exception: no permissions',
      },
    });
    const noLegacy = server({ 'GET /_index_template/': [405, {}], 'GET /_template': [401, ''] });
    expect(await ensureTemplate(noLegacy.ask, template, 'install', [])).toMatchObject({
      kind: 'forbidden',
      problem: { hint: expect.stringContaining('password') },
    });
    const nothing = server({ 'GET /_index_template/': [404, ''], 'GET /_template': [410, ''] });
    expect(await ensureTemplate(nothing.ask, template, 'install', [])).toMatchObject({
      kind: 'failed',
      transient: false,
      problem: { message: expect.stringContaining('neither') },
    });
  });

  it('says what is worth another try', async () => {
    const busy = server({ 'GET /_index_template/': [503, { error: 'no master' }] });
    expect(await ensureTemplate(busy.ask, template, 'consume', [])).toMatchObject({
      kind: 'failed',
      transient: true,
    });
    const later = server({
      'GET /_index_template/': composable(mappings),
      'GET /_template': [200, {}],
      'POST ': [429, ''],
    });
    expect(await ensureTemplate(later.ask, template, 'consume', [])).toMatchObject({
      kind: 'failed',
      transient: true,
    });
  });
});

describe('checkIndices', () => {
  it('takes an index that is not there for none, and tells why it may not look', async () => {
    const none = await indicesOf(server({ 'GET ': [404, {}] }).ask, templateFor('vpcflowlogs'));
    expect(none).toEqual({ kind: 'checked', indices: 0, wrong: [] });
    expect(await indicesOf(server({ 'GET ': denied }).ask, template)).toMatchObject({ kind: 'forbidden' });
  });

  it('names the first and counts the rest in one line of bounded length', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `vpcflowlogs-${1000 + i}`);
    const body = Object.fromEntries(
      names.map((name) => [name, { mappings: { ...articleMapping, properties: {} } }]),
    );
    const report = await indicesOf(server({ 'GET /vpcflowlogs-*/_mapping': [200, body] }).ask, template);
    if (report.kind !== 'checked') throw new Error(report.problem.message);
    expect([report.indices, report.wrong.length]).toEqual([400, 400]);
    const message = report.problem?.message ?? '';
    expect(message).toMatch(/^400 existing indices of vpcflowlogs-\* .* vpcflowlogs-1000: .*; \d+ more$/);
    expect(message.length).toBeLessThan(1000);
  });
});
