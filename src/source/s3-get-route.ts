import type { S3Ref } from '../model/object.ts';

/** A request of the SDK's, signed and ready to be sent. */
export interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  /** Encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** How the objects of one bucket are asked for: all that the SDK decided (endpoint, style, region), but for the key. */
export interface GetRoute {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** In front of the encoded key. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly region: string;
}

/** What we send too, or need not: who asks and which try it is. */
const plainHeaders =
  /^(host|user-agent|authorization|x-amz-(date|content-sha256|security-token|user-agent|request-payer)|amz-sdk-(invocation-id|request))$/;

/**
 * Reads the route off a GET of `ref` that the SDK sent. Undefined when there is anything to it that we do not do:
 * another signature (S3 Express, many regions, anonymous), another header (checksums), another encoding.
 */
export function routeOf(request: SignedRequest, ref: S3Ref): GetRoute | undefined {
  const { method, protocol, hostname, port, path, query = {}, headers } = request;
  const key = encodeKey(ref.key);
  const { versionId, ...rest } = query;
  const signed = /^AWS4-HMAC-SHA256 Credential=[^,]+\/(\d{8})\/([^/,]+)\/s3\/aws4_request,/.exec(
    headers.authorization ?? '',
  );
  const region = signed?.[2];
  const { host, 'user-agent': agent, 'x-amz-request-payer': payer } = headers;
  if (method !== 'GET' || region === undefined || host === undefined) return undefined;
  if (!path.endsWith(`/${key}`) || (versionId ?? undefined) !== ref.versionId) return undefined;
  if (!Object.keys(headers).every((name) => plainHeaders.test(name.toLowerCase()))) return undefined;
  if (!isPlain(rest)) return undefined;
  return {
    protocol,
    hostname,
    port,
    path: path.slice(0, path.length - key.length),
    query: rest,
    headers: {
      host,
      ...(agent !== undefined && { 'user-agent': agent }),
      ...(payer !== undefined && { 'x-amz-request-payer': payer }),
    },
    region,
  };
}

/** As the SDK does it: everything but letters, digits and `-_.~`, the slashes between segments excepted. */
export function encodeKey(key: string): string {
  return escapeValue(key).replaceAll('%2F', '/');
}

/** As `encodeKey`, the slashes too: for names and values of a query. */
export function escapeValue(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function isPlain(query: object): query is Record<string, string> {
  return Object.values(query).every((value) => typeof value === 'string');
}
