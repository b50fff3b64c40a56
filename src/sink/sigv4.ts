import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type {
  ConnectionRequestOptions,
  ConnectionRequestParams,
  ConnectionRequestResponse,
  ConnectionRequestResponseAsStream,
} from '@elastic/transport';
import { Hash } from '@smithy/hash-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { LogflowError } from '../model/errors.ts';
import { Connection } from './connection.ts';
import type { ClusterAuth } from './nodes.ts';
import { oneLine } from './text.ts';

/**
 * The class of connections that sign for `es` or `aoss`. The transport has compressed the body by then,
 * so what is hashed is what is sent. Credentials are asked for each request; the provider refreshes them.
 */
export function signedConnections(auth: Extract<ClusterAuth, { kind: 'sigv4' }>): typeof Connection {
  const signer = new SignatureV4({
    service: auth.service,
    region: auth.region,
    credentials: auth.credentials ?? defaultProvider(),
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: true, // x-amz-content-sha256: Serverless demands it, the service takes it.
  });

  return class SignedConnection extends Connection {
    override async request(
      params: ConnectionRequestParams,
      options: ConnectionRequestOptions,
    ): Promise<ConnectionRequestResponse & ConnectionRequestResponseAsStream> {
      // `+` for a space is a form's habit: AWS reads it as a plus sign.
      const querystring = params.querystring?.replaceAll('+', '%20') ?? '';
      const asSent = { ...params, querystring };
      const path = (this.buildRequestObject(asSent, options).path ?? '/').split('?', 1)[0] ?? '/';
      const signed = await sign(signer, this.url, path, asSent);
      // The overloads differ in the body alone, and the transport knows which one it asked for.
      return super.request({ ...asSent, headers: { ...params.headers, ...signed } }, options) as Promise<
        ConnectionRequestResponse & ConnectionRequestResponseAsStream
      >;
    }
  };
}

/** The headers that go on top. Only what no proxy rewrites is signed: host, content-type and x-amz-*. */
async function sign(
  signer: SignatureV4,
  url: URL,
  path: string,
  { method, headers, body, querystring }: ConnectionRequestParams,
): Promise<Record<string, string>> {
  const type = headers?.['content-type'];
  try {
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path,
      query: queryOf(querystring ?? ''),
      headers: { host: url.host, ...(type === undefined ? {} : { 'content-type': type }) },
      body: body === null || body === '' ? undefined : body,
    });
    return signed.headers;
  } catch (error) {
    throw new LogflowError(
      {
        code: 'LF_AWS_CREDENTIALS',
        message: `no AWS credentials to sign with: ${oneLine(error instanceof Error ? error.message : String(error), 200)}`,
        hint: 'Set AWS_PROFILE, log in with `aws sso login`, or give the task or instance a role.',
      },
      { cause: error },
    );
  }
}

function queryOf(querystring: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  const search = new URLSearchParams(querystring);
  for (const name of search.keys()) {
    const values = search.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
