import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../../src/app/exposition/server.ts';

const pages = {
  '/healthz': () => ({ status: 200, body: 'alive\n' }),
  '/broken': () => {
    throw new Error('it broke');
  },
};
const local = { host: '127.0.0.1', port: 0 };

describe('the server of metrics', () => {
  it('answers its pages to GET and HEAD, and nothing else', async () => {
    await using server = await serve(local, pages);
    const ask = async (path: string, method = 'GET', body: string | null = null) => {
      const answer = await fetch(server.url + path, { method, body });
      return [answer.status, await answer.text()];
    };
    expect(await ask('/healthz?x=/metrics')).toEqual([200, 'alive\n']);
    expect(await ask('/healthz', 'HEAD')).toEqual([200, '']);
    expect(await ask('/healthz', 'POST', 'x'.repeat(1_000_000))).toEqual([405, 'GET or HEAD\n']);
    expect(await ask('/constructor')).toEqual([404, '/healthz\n/broken\n']);
    expect(await ask('/broken')).toEqual([500, 'it broke\n']);
  });

  it('ends its connections when it is closed, also one that asks for nothing', async () => {
    const server = await serve(local, pages);
    const { port, hostname } = new URL(server.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    // The answer proves that the server has taken the connection before it.
    await (await fetch(`${server.url}/healthz`)).text();
    const ended = once(idle.resume(), 'close');
    await server[Symbol.asyncDispose]();
    await ended;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  it('says why it cannot listen, and what to do', async () => {
    await using server = await serve(local, pages);
    const port = Number(new URL(server.url).port);
    await expect(serve({ host: '127.0.0.1', port }, pages)).rejects.toMatchObject({
      code: 'LF_METRICS_LISTEN',
      message: `metrics cannot be served at 127.0.0.1 port ${port}: somebody listens there already`,
      hint: expect.stringContaining('choose another --metrics-port'),
      exit: 1,
    });
    // Of a documentation range: no machine has it.
    await expect(serve({ host: '192.0.2.1', port: 0 }, pages)).rejects.toMatchObject({
      code: 'LF_METRICS_LISTEN',
      hint: expect.stringContaining('--metrics-host must be a name or an address of this machine'),
    });
  });
});
