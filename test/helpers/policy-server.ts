import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request put, by its path. */
export type Stored = Map<string, Record<string, unknown>>;

export interface PolicyServer extends AsyncDisposable {
  readonly url: string;
  readonly stored: Stored;
  /** `PUT /_ilm/policy/x`, in the order in which they came; queries included. */
  readonly writes: readonly string[];
}

type Kind = 'ilm' | 'ism' | 'neither';

/**
 * As much of a cluster as `template install`, `diff` and `push` ask for, with policies: the distributions that the tests run
 * come without ILM and ISM. Answers are worded as the references of both show them.
 */
export async function startPolicyServer(kind: Kind): Promise<PolicyServer> {
  const stored: Stored = new Map();
  const writes: string[] = [];
  const server = createServer(async (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const { method = 'GET' } = request;
    const body = await bodyOf(request);
    if (method === 'PUT') writes.push(`PUT ${path}${query && `?${query}`}`);
    const answer =
      method === 'PUT' && body ? write(kind, stored, path, query, body) : read(kind, stored, path);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ stored, writes },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const ok = (body: object): Answer => ({ status: 200, body });
const refused = (status: number, reason: string): Answer => ({
  status,
  body: { error: { type: 'illegal_argument_exception', reason }, status },
});

function write(
  kind: Kind,
  stored: Stored,
  path: string,
  query: string,
  body: Record<string, unknown>,
): Answer {
  const handled = { ilm: /^\/_ilm\/policy\//, ism: /^\/_plugins\/_ism\/policies\//, neither: /^$/ }[kind];
  if (!handled.test(path) && !path.startsWith('/_index_template/')) return refused(400, 'no handler found');
  const before = stored.get(path);
  // Whoever changes an ISM policy says which version of it was read.
  if (kind === 'ism' && handled.test(path) && before && query !== 'if_seq_no=7&if_primary_term=1') {
    return refused(409, 'version conflict');
  }
  stored.set(path, body);
  return { status: kind === 'ism' && handled.test(path) ? 201 : 200, body: { acknowledged: true } };
}

function read(kind: Kind, stored: Stored, path: string): Answer {
  if (path === '/') return ok({ version: { number: '8.0.0' }, tagline: 'You Know, for Search' });
  if (path === '/_template') return ok({});
  if (path.startsWith('/_index_template/')) {
    const all = [...stored].filter(([key]) => key.startsWith('/_index_template/'));
    const named = all.map(([key, index_template]) => ({ name: key.split('/')[2], index_template }));
    const index_templates = named.filter(({ name }) => path.endsWith('/*') || path.endsWith(`/${name}`));
    return path.endsWith('/*') || index_templates.length > 0 ? ok({ index_templates }) : refused(404, 'none');
  }
  if (path === '/_ilm/policy' && kind === 'ilm') return ok(ilmPolicies(stored));
  if (path.startsWith('/_plugins/_ism/policies/') && kind === 'ism') {
    const found = stored.get(path);
    return found
      ? ok({ _id: 'x', _seq_no: 7, _primary_term: 1, ...ismAnswer(found) })
      : refused(404, 'Policy not found');
  }
  if (path.endsWith('/_mapping')) return ok({});
  return refused(400, `no handler found for uri [${path}]`);
}

/** With what ILM adds to the delete action. */
function ilmPolicies(stored: Stored): object {
  const text = JSON.stringify(
    Object.fromEntries(
      [...stored]
        .filter(([key]) => key.startsWith('/_ilm/'))
        .map(([key, body]) => [key.split('/')[3], { version: 1, modified_date: 'today', ...body }]),
    ),
  );
  return JSON.parse(text.replaceAll('"delete":{}', '"delete":{"delete_searchable_snapshot":true}'));
}

/** With what ISM adds to a policy and to its actions. */
function ismAnswer(body: object): object {
  const retry = '"retry":{"count":3,"backoff":"exponential","delay":"1m"}';
  const answer = JSON.parse(JSON.stringify(body).replace('{"delete":{}}', `{${retry},"delete":{}}`));
  const policy_id = 'logflow-x';
  Object.assign(answer.policy, {
    policy_id,
    last_updated_time: 5,
    schema_version: 21,
    error_notification: null,
  });
  for (const template of answer.policy.ism_template) template.last_updated_time = 5;
  return answer;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
