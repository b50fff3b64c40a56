import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startClusterProxy } from '../../../helpers/cluster-proxy.ts';
import { diagnose, notOk, saidOf } from '../../../helpers/doctor-kit.ts';
import { freePort } from '../../../helpers/free-port.ts';

/** All checks behind the first. */
const skipped = Object.fromEntries(
  [
    ...['sign-in', 'version', 'health', 'shards', 'disk', 'cluster-blocks', 'index-blocks'],
    ...['bulk-bytes', 'template', 'indices', 'cluster-clock'],
  ].map((id) => [id, 'skipped']),
);

describe('doctor on a cluster that is away', () => {
  const table = (code: string) => ({ cluster: `failure ${code}`, ...skipped });

  it('nobody listens', async () => {
    const port = await freePort();
    const checked = await diagnose({ node: `http://me:hunter2@127.0.0.1:${port}` });
    expect(notOk(checked)).toEqual(table('LF_CLUSTER_UNREACHABLE'));
    expect(saidOf(checked, 'cluster')).toContain(`nobody listens at 127.0.0.1:${port}`);
    expect(saidOf(checked, 'cluster')).toContain('443 on Amazon OpenSearch');
    expect(JSON.stringify(checked)).not.toContain('hunter2');
  });

  it('a name that nobody knows', async () => {
    const checked = await diagnose({ node: 'http://search.invalid:9200' });
    expect(notOk(checked)).toEqual(table('LF_CLUSTER_UNREACHABLE'));
    expect(saidOf(checked, 'cluster')).toContain('the name search.invalid is not known here');
  });

  it('TLS where there is none', async () => {
    await using plain = await startClusterProxy('http://127.0.0.1:1', () => ({ kind: 'reset' }));
    const checked = await diagnose({ node: plain.url.replace('http:', 'https:') });
    expect(notOk(checked)).toEqual(table('LF_CLUSTER_TLS'));
    expect(saidOf(checked, 'cluster')).toContain('does not speak TLS');
  });

  it('one that hangs, by its name', async () => {
    await using silent = await startClusterProxy('http://127.0.0.1:1', () => new Promise(() => {}));
    const checked = await diagnose({ node: silent.url }, {}, { deadline: 2_000 });
    expect(notOk(checked)).toEqual(table('LF_CLUSTER_TIMEOUT'));
    expect(saidOf(checked, 'cluster')).toContain(`${new URL(silent.url).host} does not answer`);
    expect(saidOf(checked, 'cluster')).toContain('security group');
  });

  it('one node of two: a warning with its name', async () => {
    await using well = await startClusterProxy('http://127.0.0.1:1', ({ path }) => ({
      kind: 'answer',
      status: path === '/' ? 200 : 404,
      body: JSON.stringify({ version: { number: '7.10.2' }, tagline: 'You Know, for Search' }),
    }));
    const away = `http://127.0.0.1:${await freePort()}`;
    const checked = await diagnose({ node: [well.url, away] });
    expect(notOk(checked).cluster).toBe('warning LF_CLUSTER_UNREACHABLE');
    expect(saidOf(checked, 'cluster')).toContain(new URL(away).host);
    expect(notOk(checked)['sign-in']).toBeUndefined();
  });

  it('a user in one URL counts for all nodes', async () => {
    const users: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      users.push(headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await diagnose({ node: [`http://127.0.0.1:${port}/a`, `http://me:p%40ss@127.0.0.1:${port}/b`] });
    server.closeAllConnections();
    server.close();
    const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    expect(users).toEqual([basic, basic]);
  });
});
