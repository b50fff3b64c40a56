import { LogflowError } from '../../model/errors.ts';
import type { Cluster, ClusterRequest, ClusterResponse } from '../../sink/cluster.ts';
import { oneLine } from '../../sink/text.ts';
import { asRecord } from '../template/mapping.ts';
import { refusal, unanswered } from './problems.ts';
import { nameOf, ndjson, type SavedObject } from './saved-object.ts';
import { type Server, serverOf } from './server.ts';

/** The saved objects of one server, in one space or tenant. Each call rejects with `LogflowError`, or the signal's reason. */
export interface Dashboards {
  readonly server: Server;
  /** What is there of these, by `nameOf`, as an export has it. */
  find(wanted: readonly SavedObject[]): Promise<ReadonlyMap<string, unknown>>;
  /** Writes all of them. `overwrite`: also over those that are there. */
  put(objects: readonly SavedObject[], overwrite: boolean): Promise<void>;
}

/** Asks what answers, and how to talk to it. `space`: of Kibana; a tenant of OpenSearch Dashboards. */
export async function openDashboards(
  client: Cluster,
  space: string | undefined,
  signal: AbortSignal,
): Promise<Dashboards> {
  const [where = ''] = client.nodes;
  const ask = (method: string, path: string, request: ClusterRequest = {}) =>
    client.request(method, path, { ...request, signal }).catch((error: unknown) => {
      throw error instanceof LogflowError ? unanswered(error, where) : error;
    });
  const status = await ask('GET', '/api/status');
  const server = serverOf(status);
  if (!server) throw refusal(where, 'asking what it is', status);
  const kibana = server.kind === 'kibana';
  const api = `${kibana && space !== undefined ? `/s/${encodeURIComponent(space)}` : ''}/api/saved_objects`;
  const headers = {
    // Without it they take a POST for one that another web page sent.
    [kibana ? 'kbn-xsrf' : 'osd-xsrf']: 'true',
    ...(!kibana && space !== undefined && { securitytenant: space }),
  };
  const exported = async (objects: readonly Named[]): Promise<ClusterResponse> =>
    ask('POST', `${api}/_export`, {
      headers,
      body: { objects: objects.map(({ type, id }) => ({ type, id })) },
    });
  return {
    server,
    async find(wanted) {
      let answer = await exported(wanted);
      const missing = missingOf(answer);
      const there = wanted.filter((object) => !missing.has(nameOf(object)));
      if (missing.size > 0 && there.length === 0) return new Map();
      if (missing.size > 0) answer = await exported(there);
      const found = linesOf(answer);
      // An answer that was cut short must not pass for objects that are not there.
      const whole = answer.status === 200 && there.every((object) => found.has(nameOf(object)));
      if (!whole) throw refusal(where, 'looking at the saved objects', answer);
      return found;
    },
    async put(objects, overwrite) {
      const boundary = 'logflow-saved-objects';
      const answer = await ask('POST', `${api}/_import`, {
        headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
        ...(overwrite && { querystring: { overwrite: true } }),
        body: multipart(boundary, ndjson(objects)),
      });
      const { success } = asRecord(answer.body);
      if (answer.status !== 200 || success === undefined)
        throw refusal(where, 'writing the saved objects', answer);
      if (success !== true) throw notImported(where, answer.body);
    },
  };
}

interface Named {
  readonly type: string;
  readonly id: string;
}

/** https://www.rfc-editor.org/rfc/rfc7578 */
function multipart(boundary: string, text: string): string {
  const lines = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="logflow.ndjson"',
    'Content-Type: application/ndjson',
    '',
    text,
    `--${boundary}--`,
    '',
  ];
  return lines.join('\r\n');
}

/** An export of what is not there is refused, with a list of what that is. */
function missingOf({ status, body }: ClusterResponse): ReadonlySet<string> {
  const { objects } = asRecord(asRecord(body).attributes);
  if (status !== 400 || !Array.isArray(objects)) return new Set();
  return new Set(
    objects
      .map(asRecord)
      .filter(({ error }) => asRecord(error).statusCode === 404)
      .map(({ type, id }) => nameOf({ type: String(type), id: String(id) })),
  );
}

/** A line each; the last one counts them. One line alone was read as JSON on the way. */
function linesOf({ body }: ClusterResponse): ReadonlyMap<string, unknown> {
  const lines = typeof body === 'string' ? body.split('\n').filter((line) => line.trim() !== '') : [];
  const objects = typeof body === 'string' ? lines.map((line) => parsed(line)) : [body];
  return new Map(
    objects
      .map(asRecord)
      .filter(({ type, id }) => typeof type === 'string' && typeof id === 'string')
      .map((object) => [nameOf(object as unknown as Named), object]),
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function notImported(where: string, body: unknown): LogflowError {
  const { errors } = asRecord(body);
  const each = (Array.isArray(errors) ? errors : []).map(asRecord).map(({ type, id, error }) => {
    const { type: kind, message } = asRecord(error);
    return `${nameOf({ type: String(type), id: String(id) })}: ${String(message ?? kind)}`;
  });
  return new LogflowError({
    code: 'LF_DASHBOARDS_IMPORT',
    message: oneLine(`${where} did not take all of it: ${each.join('; ') || 'no reason given'}`, 600),
    hint: 'Look with --dry-run what is there now; somebody else may have written at the same time, or this user may not write all of these types.',
  });
}
