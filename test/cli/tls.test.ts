import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { articleHeader, goldenLine } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';

const certificate = fileURLToPath(new URL('../fixtures/tls/cert.pem', import.meta.url));
const key = readFileSync(new URL('../fixtures/tls/key.pem', import.meta.url));

/** A cluster behind TLS and a password, as far as one bulk request needs it; what it was sent. */
async function startSecured() {
  const authorizations = new Set<string | undefined>();
  const server = createServer({ key, cert: readFileSync(certificate) }, (request, response) => {
    authorizations.add(request.headers.authorization);
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const root = '{"version":{"number":"7.10.2"},"tagline":"You Know, for Search"}';
      response.end(request.url?.startsWith('/_bulk') ? '{"took":1,"errors":false}' : root);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, authorizations, [Symbol.asyncDispose]: async () => void server.close() };
}

describe('TLS', () => {
  it('a cluster whose authority is named in --ca, with user and password from variables', async () => {
    await using cluster = await startSecured();
    const run = await runLogflow(
      ['ingest', '-', '--node', cluster.url, '--ca', certificate, '--no-template', '--json'],
      {
        stdin: `${articleHeader}\n${goldenLine}\n`,
        env: { LOGFLOW_USERNAME: 'me', LOGFLOW_PASSWORD: 'hunter2' },
      },
    );
    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout).documents.indexed).toBe(1);
    expect([...cluster.authorizations]).toEqual([`Basic ${Buffer.from('me:hunter2').toString('base64')}`]);
    expect(run.stdout + run.stderr).not.toContain('hunter2');
  });

  it('one whose authority is unknown gets no document, and the hint names --ca', async () => {
    await using cluster = await startSecured();
    const run = await runLogflow(['ingest', '-', '--node', cluster.url, '--patience', '0'], {
      stdin: goldenLine,
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/certificate/i);
    expect(run.stderr).toContain('--ca');
    expect(cluster.authorizations.size).toBe(0);
  });
});
