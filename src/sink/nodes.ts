import { LogflowError } from '../model/errors.ts';
import { withoutCredentials } from './text.ts';

/** How requests show who they come from. `sigv4` signs each with the AWS credential chain. */
export type ClusterAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | {
      readonly kind: 'sigv4';
      /** `es` for Amazon OpenSearch Service, `aoss` for Serverless. */
      readonly service: 'es' | 'aoss';
      readonly region: string;
      /** Asked before each request; the SDK's default chain when absent. */
      readonly credentials?: CredentialsProvider;
    };

/** AWS credentials of the moment; the provider caches and refreshes them. */
export type CredentialsProvider = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}>;

export interface ClusterNodes {
  /** Without credentials, query and fragment. */
  readonly urls: readonly URL[];
  readonly auth: ClusterAuth;
}

/** Node URLs as given; `http://user:password@host` becomes basic auth. Throws `LogflowError` (exit 2) on what is no URL. */
export function parseNodes(nodes: readonly string[], auth: ClusterAuth): ClusterNodes {
  if (nodes.length === 0)
    throw wrong('no cluster node was given', 'Give at least one: --node https://host:9200.');
  let found = auth;
  const urls = new Map<string, URL>(); // The pool refuses a node that is named twice.
  for (const node of nodes) {
    const url = parseNode(node);
    if (url.username !== '' || url.password !== '') {
      found = merge(found, auth, {
        kind: 'basic',
        username: decode(url.username),
        password: decode(url.password),
      });
    }
    url.username = '';
    url.password = '';
    urls.set(url.href, url);
  }
  return { urls: [...urls.values()], auth: found };
}

function parseNode(node: string): URL {
  const url = URL.canParse(node) ? new URL(node) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw wrong(
      `no http or https URL: ${withoutCredentials(node)}`,
      'Write the node with its scheme and port: https://host:9200.',
    );
  }
  url.search = '';
  url.hash = '';
  return url;
}

function merge(found: ClusterAuth, given: ClusterAuth, inUrl: ClusterAuth & { kind: 'basic' }): ClusterAuth {
  const same =
    found.kind === 'basic' && found.username === inUrl.username && found.password === inUrl.password;
  if (found.kind === 'none' || same) return inUrl;
  throw wrong(
    `the node URLs carry credentials that differ from ${given.kind === 'none' ? 'each other' : `the ${given.kind} credentials`}`,
    'Give one set of credentials for the cluster, in one place.',
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % in a password is not an escape.
  }
}

function wrong(message: string, hint: string): LogflowError {
  return new LogflowError({ code: 'LF_NODE_URL', message, hint }, { exit: 2 });
}
