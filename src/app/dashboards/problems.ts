import { LogflowError, type Problem } from '../../model/errors.ts';
import type { ClusterResponse } from '../../sink/cluster.ts';
import { oneLine } from '../../sink/text.ts';
import { asRecord } from '../template/mapping.ts';

const byHand = 'or write the objects with --export FILE and import them by hand';

/** What an answer that is none of those that were hoped for means. `where`: without credentials. */
export function refusal(where: string, doing: string, answer: ClusterResponse): LogflowError {
  return new LogflowError(problemOf(where, doing, answer));
}

function problemOf(where: string, doing: string, { status, body, headers }: ClusterResponse): Problem {
  const said = saidOf(body);
  const message = `${doing}: ${where} answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status >= 300 && status < 400) {
    const to = oneLine(String(headers.location ?? ''), 200).replace(/[?#].*/, '');
    return {
      code: 'LF_DASHBOARDS_LOGIN',
      message: `${message}${to === '' ? '' : ` (it sends to ${to})`}`,
      hint: `A log-in page (Cognito, SAML, a proxy) or another address is in front: give --dashboards-url the final address and a user that needs no page, ${byHand}.`,
    };
  }
  if (status === 401) {
    const hint = `Check --username and --password (LOGFLOW_PASSWORD), the API key or the AWS role, ${byHand}.`;
    return { code: 'LF_DASHBOARDS_UNAUTHORISED', message, hint };
  }
  if (status === 403) {
    const hint = `Give this user the right to write saved objects there (Kibana: "Saved Objects Management" of the space; OpenSearch: kibana_user and the tenant), ${byHand}.`;
    return { code: 'LF_DASHBOARDS_FORBIDDEN', message, hint };
  }
  if (isCluster(body)) return { code: 'LF_NOT_DASHBOARDS', message, hint: itIsTheCluster };
  if (status === 429 || status >= 500) {
    const hint = 'It may be starting, or be without its cluster: look at its log, then run this again.';
    return { code: 'LF_DASHBOARDS_UNAVAILABLE', message, hint };
  }
  if (status === 404 || status === 200) return { code: 'LF_NOT_DASHBOARDS', message, hint: checkUrl };
  const hint = `Look at what it says and at its log, ${byHand}.`;
  return { code: 'LF_DASHBOARDS_ANSWER', message, hint };
}

const checkUrl =
  'Check --dashboards-url: the address of OpenSearch Dashboards or Kibana with its base path, like http://127.0.0.1:5601 or https://DOMAIN/_dashboards on Amazon; of a --space, its name.';
const itIsTheCluster =
  'That is the cluster itself: its dashboards have an address of their own, like port 5601, or /_dashboards behind the domain on Amazon.';

/** What Elasticsearch and OpenSearch answer to what only dashboards know. */
function isCluster(body: unknown): boolean {
  const text = typeof body === 'string' ? body.slice(0, 2_000) : JSON.stringify(body ?? '').slice(0, 2_000);
  return /index_not_found_exception|no handler found for uri|Incorrect HTTP method for uri|You Know, for Search|"cluster_name"/.test(
    text,
  );
}

/** An HTML page says nothing in one line. */
function saidOf(body: unknown): string {
  if (typeof body === 'string') return /^\s*</.test(body) ? 'a page' : oneLine(body, 200);
  const { message, error } = asRecord(body);
  return oneLine(String(message ?? asRecord(error).reason ?? error ?? ''), 300);
}

/** The transport speaks of a cluster; here it is asked by another name. */
export function unanswered(error: LogflowError, where: string): LogflowError {
  if (error.exit === 2 || !error.code.startsWith('LF_CLUSTER_')) return error;
  const problem = {
    code: error.code.replace('LF_CLUSTER_', 'LF_DASHBOARDS_'),
    message: error.message.replace(/ from the cluster( at \S+(?=: ))?/, ` from ${where}`),
    hint: `Check --dashboards-url, and that it can be reached from here (--ca, HTTPS_PROXY), ${byHand}.`,
  };
  return new LogflowError(problem, { cause: error });
}
