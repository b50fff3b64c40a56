import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type DashboardsKind = 'opensearch-dashboards' | 'kibana-7' | 'kibana-8';

/** A saved object as a server keeps it. */
export interface Stored {
  readonly type: string;
  readonly id: string;
  readonly attributes: Record<string, unknown>;
  readonly references: { name: string; type: string; id: string }[];
}

export interface DashboardsServer extends AsyncDisposable {
  readonly url: string;
  /** By place (space or tenant, '' without one), type and id: `network/dashboard:x`. */
  readonly stored: Map<string, Stored>;
  /** `POST /api/saved_objects/_import?overwrite=true`, in the order in which they came. */
  readonly requests: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * As much of OpenSearch Dashboards or Kibana as `dashboards install` asks for, answering as their references and issues show it:
 * https://www.elastic.co/guide/en/kibana/7.2/saved-objects-api-import.html. Neither can be had where the tests run.
 */
export async function startDashboards(
  kind: DashboardsKind,
  user = 'admin:secret',
): Promise<DashboardsServer> {
  const stored = new Map<string, Stored>();
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const answer = await answerTo(request, { kind, user, stored });
    const type = typeof answer.body === 'string' ? 'application/ndjson' : 'application/json; charset=utf-8';
    const name = kind === 'opensearch-dashboards' ? 'osd-name' : 'kbn-name';
    response.writeHead(answer.status, { 'content-type': type, [name]: 'here' });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    ...{ stored, requests },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Place {
  readonly kind: DashboardsKind;
  readonly user: string;
  readonly stored: Map<string, Stored>;
}

const refused = (statusCode: number, message: string): Answer => ({
  status: statusCode,
  body: { statusCode, error: 'Error', message },
});

async function answerTo(request: IncomingMessage, { kind, user, stored }: Place): Promise<Answer> {
  const { headers, method } = request;
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  if (headers.authorization !== `Basic ${Buffer.from(user).toString('base64')}`)
    return refused(401, 'Unauthorized');
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
  const [, space, path] = /^\/base(?:\/s\/([\w-]+))?(\/.*)$/.exec(pathname) ?? [];
  if (method === 'GET' && path === '/api/status' && !space) return { status: 200, body: statusOf(kind) };
  const osd = kind === 'opensearch-dashboards';
  if (method !== 'POST' || path === undefined || (osd && space)) return refused(404, 'Not Found');
  const xsrf = osd ? 'osd-xsrf' : 'kbn-xsrf';
  if (headers[xsrf] === undefined) return refused(400, `Request must contain a ${xsrf} header.`);
  const where = `${osd ? (headers.securitytenant ?? '') : (space ?? '')}/`;
  if (path === '/api/saved_objects/_export') return exported(stored, where, JSON.parse(body.toString()));
  if (path !== '/api/saved_objects/_import') return refused(404, 'Not Found');
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
  const file = form.get('file');
  if (!(file instanceof File) || !file.name.endsWith('.ndjson'))
    return refused(400, 'Invalid file extension');
  const objects = (await file.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Stored);
  return imported(stored, where, objects, { kind, overwrite: searchParams.get('overwrite') === 'true' });
}

function statusOf(kind: DashboardsKind): object {
  if (kind === 'kibana-8') {
    const available = { level: 'available', summary: 'all is well' };
    const core = { elasticsearch: available, savedObjects: available };
    return { name: 'here', version: { number: '8.11.0' }, status: { overall: available, core, plugins: {} } };
  }
  const [name, number] = kind === 'kibana-7' ? ['elasticsearch', '7.1.1'] : ['opensearch', '2.19.1'];
  const statuses = [{ id: `core:${name}@${number}`, state: 'green' }];
  return { name: 'here', version: { number }, status: { overall: { state: 'green' }, statuses } };
}

function exported(stored: Place['stored'], where: string, asked: { objects: Stored[] }): Answer {
  const keys = asked.objects.map(({ type, id }) => ({
    type,
    id,
    found: stored.get(`${where}${type}:${id}`),
  }));
  const missing = keys.filter(({ found }) => !found);
  if (missing.length > 0) {
    const objects = missing.map(({ type, id }) => ({
      type,
      id,
      error: { statusCode: 404, message: 'Not found' },
    }));
    const message = 'Error fetching objects to export';
    return { status: 400, body: { statusCode: 400, error: 'Bad Request', message, attributes: { objects } } };
  }
  const lines = [...keys.map(({ found }) => found), { exportedCount: keys.length, missingRefCount: 0 }];
  return { status: 200, body: lines.map((line) => JSON.stringify(line)).join('\n') };
}

function imported(
  stored: Place['stored'],
  where: string,
  objects: readonly Stored[],
  { kind, overwrite }: { readonly kind: DashboardsKind; readonly overwrite: boolean },
): Answer {
  const errors: object[] = [];
  for (const object of objects) {
    const key = ({ type, id }: { type: string; id: string }) => `${where}${type}:${id}`;
    const sent = new Set([...stored.keys(), ...objects.map(key)]);
    const { type, id } = object;
    if (!overwrite && stored.has(key(object))) errors.push({ type, id, error: { type: 'conflict' } });
    else if (!object.references.every((reference) => sent.has(key(reference))))
      errors.push({ type, id, error: { type: 'missing_references' } });
    else stored.set(key(object), kind === 'kibana-8' ? broughtUp(object) : object);
  }
  const success = errors.length === 0;
  const successCount = objects.length - errors.length;
  return { status: 200, body: { success, successCount, ...(!success && { errors }) } };
}

/** What the migrations of Kibana 7.12, 8.1 and 8.x make of charts, layers and references to panels. */
function broughtUp({ attributes, references, ...object }: Stored): Stored {
  const change = (name: string, how: (value: never) => unknown) =>
    name in attributes && { [name]: JSON.stringify(how(JSON.parse(String(attributes[name])) as never)) };
  return {
    ...object,
    attributes: {
      ...attributes,
      ...change('visState', (state: { params: object }) => ({
        ...state,
        params: { ...state.params, isVislibVis: true },
      })),
      ...change('layerListJSON', (layers: { type: string }[]) =>
        layers.map((layer) => ({
          ...layer,
          type: layer.type === 'VECTOR' ? 'GEOJSON_VECTOR' : 'EMS_VECTOR_TILE',
        })),
      ),
    },
    references: references.map((one, i) =>
      one.name.startsWith('panel_') ? { ...one, name: `${i + 1}:${one.name}` } : one,
    ),
  };
}
