import { describe, expect, it } from 'vitest';
import type { AskCluster } from '../../../../src/app/template/inspect.ts';
import { ensurePolicy, policyOf } from '../../../../src/app/template/lifecycle.ts';

const lifecycle = { name: 'logflow-x', days: 90 };
const pattern = { pattern: 'x-*' };
const none = { status: 400, body: { error: 'no handler found for uri' } };
const forbidden = { status: 403, body: { error: { type: 'security_exception', reason: 'no' } } };
const absent = { status: 404, body: { error: { type: 'status_exception', reason: 'Policy not found' } } };
const conflict = { status: 409, body: { error: { type: 'version_conflict_engine_exception', reason: 'x' } } };
const ism = (days: number) => ({ status: 200, body: policyOf('ism', { ...lifecycle, days }, pattern).body });

/** Answers in turn, to `_ilm`, `_ism` and PUT. */
function cluster(answers: { ilm: object[]; ism: object[]; put?: object[] }) {
  const asked: string[] = [];
  const ask = (async (method, path) => {
    asked.push(`${method} ${path}`);
    const list = method === 'PUT' ? answers.put : path.startsWith('/_ilm') ? answers.ilm : answers.ism;
    return (list?.length === 1 ? list[0] : list?.shift()) as Awaited<ReturnType<AskCluster>>;
  }) as AskCluster;
  return { ask, ensure: () => ensurePolicy(ask, lifecycle, pattern), asked };
}

describe('ensurePolicy', () => {
  it('of two processes, the slower one finds what the other made', async () => {
    const { ensure } = cluster({ ilm: [none], ism: [absent, ism(90)], put: [conflict] });
    expect(await ensure()).toEqual({ kind: 'present', api: 'ism', name: 'logflow-x', days: 90 });
  });

  it('leaves a policy of another age, and one that deletes nothing by age', async () => {
    const other = cluster({ ilm: [none], ism: [ism(7)] });
    const code = 'LF_LIFECYCLE_DIFFERS';
    expect(await other.ensure()).toMatchObject({
      kind: 'differs',
      problem: { code, message: expect.stringContaining('deletes after 7d') },
    });
    const hot = { status: 200, body: { 'logflow-x': { policy: { phases: { hot: {} } } } } };
    const idle = cluster({ ilm: [hot], ism: [] });
    expect(await idle.ensure()).toMatchObject({
      problem: { code, message: expect.stringContaining('deletes nothing by age') },
    });
    expect([...other.asked, ...idle.asked].filter((asked) => asked.startsWith('PUT'))).toEqual([]);
  });

  it('tells what is not allowed from what is not there', async () => {
    // Amazon OpenSearch forbids ILM, which it does not have.
    const amazon = cluster({ ilm: [forbidden], ism: [ism(90)] });
    expect(await amazon.ensure()).toMatchObject({ kind: 'present', api: 'ism' });
    const elasticsearch = cluster({ ilm: [forbidden], ism: [none] });
    expect(await elasticsearch.ensure()).toMatchObject({ kind: 'forbidden' });
    const opensearch = cluster({ ilm: [none], ism: [forbidden] });
    expect(await opensearch.ensure()).toMatchObject({ kind: 'forbidden' });
    const busy = cluster({ ilm: [{ status: 503, body: {} }], ism: [] });
    expect(await busy.ensure()).toMatchObject({ kind: 'failed', transient: true });
    const neither = cluster({ ilm: [none], ism: [none] });
    expect(await neither.ensure()).toMatchObject({
      kind: 'unsupported',
      problem: { code: 'LF_LIFECYCLE_UNSUPPORTED' },
    });
  });
});
