import type { Problem } from '../../../model/errors.ts';
import { plural } from '../../../model/format.ts';
import { type ClusterState, probeCluster } from '../../../sink/preflight.ts';
import { withoutCredentials } from '../../../sink/text.ts';
import { type Check, check, worst } from '../check.ts';
import type { ClusterDeps } from './deps.ts';

/** Whether every node answers, and what stands between if not. */
export function reachCheck({ settings, open }: ClusterDeps): Check {
  return check({
    id: 'cluster',
    title: 'cluster reachable',
    gives: ['answered'],
    async run(_, signal) {
      const nodes = settings.node ?? [];
      const looked = await Promise.all(
        nodes.map(async (node) => ({ node, state: await probeCluster(await open([node]), signal) })),
      );
      const problems = looked.flatMap(({ node, state }) =>
        state.kind === 'unreachable' ? reachProblem(state.problem, node) : [],
      );
      const [first, ...more] = looked.flatMap(({ node, state }) => (isAnswer(state) ? { node, state } : []));
      if (!first) return worst({ failures: problems }, '');
      const client = await open([first, ...more].map(({ node }) => node));
      const says = more.length === 0 ? client.nodes.join(', ') : plural(more.length + 1, 'node');
      return worst({ warnings: problems }, says, { answered: { client, state: first.state } });
    },
  });
}

function isAnswer(state: ClusterState): state is Exclude<ClusterState, { kind: 'unreachable' }> {
  return state.kind !== 'unreachable';
}

interface Cause {
  readonly sign: RegExp;
  readonly says: (where: URL) => string;
  readonly hint: string;
}

/** What Node says of a connection that did not come about. */
const causes: readonly Cause[] = [
  {
    sign: /ENOTFOUND|EAI_AGAIN/,
    says: ({ hostname }) => `the name ${hostname} is not known here`,
    hint: 'Check the name in --node; the address of a domain in a VPC is known only in that VPC.',
  },
  {
    sign: /ECONNREFUSED/,
    says: ({ host }) => `nobody listens at ${host}`,
    hint: 'Check the port in --node (9200; 443 on Amazon OpenSearch), and that the cluster runs.',
  },
  {
    sign: /within \d+ ms|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    says: ({ host }) => `${host} does not answer`,
    hint: 'Let this machine through: the security group of the domain or node, network policies, the VPC; and check HTTPS_PROXY and NO_PROXY.',
  },
  {
    sign: /wrong version number|EPROTO|packet length/i,
    says: ({ host, protocol }) => `${host} does not speak ${protocol === 'https:' ? 'TLS' : 'plain HTTP'}`,
    hint: 'Check whether --node should begin with http:// or https://.',
  },
];

/** The problem of a node that did not answer, with what can be told of the cause. */
export function reachProblem(problem: Problem, node: string): Problem {
  const plain = withoutCredentials(node);
  const where = URL.canParse(plain) ? new URL(plain) : undefined;
  const cause = where && causes.find(({ sign }) => sign.test(problem.message));
  if (cause && where)
    return { ...problem, message: `${cause.says(where)} (${problem.message})`, hint: cause.hint };
  return problem.message.includes(plain.replace(/\/$/, ''))
    ? problem
    : { ...problem, message: `${plain}: ${problem.message}` };
}
