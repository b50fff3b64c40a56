import type { Problem } from '../../../model/errors.ts';
import type { ClusterState } from '../../../sink/preflight.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Check, check, failure, ok, skipped, warning } from '../check.ts';
import type { ClusterDeps } from './deps.ts';

/** Whether the cluster knows us, and whether we know it. */
export function identityChecks({ settings }: ClusterDeps): readonly Check[] {
  return [
    check({
      id: 'sign-in',
      title: 'sign-in',
      needs: ['answered'],
      gives: ['cluster'],
      run({ answered: { client, state } }) {
        if (state.kind === 'unauthorised') return failure(state.problem);
        return ok(whoWeAre(settings), { cluster: { client, state } });
      },
    }),
    check({
      id: 'version',
      title: 'product, version',
      needs: ['cluster'],
      run({ cluster: { state } }) {
        const says = [state.distribution, state.version].filter(Boolean).join(' ');
        if (state.version === undefined) return skipped(`${says}: it does not tell its version`);
        const supported = support(state);
        if (supported === 'yes') return ok(says);
        return supported === 'no' ? failure(tooOld(says)) : warning(untried(says));
      },
    }),
  ];
}

function whoWeAre(settings: Settings): string {
  const { username, 'api-key': key, 'bearer-token': token, sigv4, node = [] } = settings;
  if (username !== undefined) return `as ${username}`;
  if (key !== undefined) return 'with an API key';
  if (token !== undefined) return 'with a token';
  if (sigv4 !== undefined) return `signed for ${sigv4}`;
  const inUrl = node.map((url) => new URL(url).username).find((name) => name !== '');
  return inUrl === undefined ? 'nobody asks who we are' : `as ${inUrl}`;
}

type Ready = Extract<ClusterState, { kind: 'ready' }>;

/** Elasticsearch 7.1 to 9, OpenSearch 1 to 3; one that does not say which it is may be either (Amazon's claims 7.10.2). */
export function support({
  distribution,
  version = '',
}: Pick<Ready, 'distribution' | 'version'>): 'yes' | 'no' | 'untried' {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (distribution === 'opensearch') return major >= 1 && (major <= 3 || major === 7) ? 'yes' : 'untried';
  if (distribution === 'unknown' && major >= 1 && major <= 3) return 'yes';
  if (major < 7 || (major === 7 && minor < 1)) return 'no';
  return major <= 9 ? 'yes' : 'untried';
}

function tooOld(found: string): Problem {
  return {
    code: 'LF_CLUSTER_VERSION',
    message: `${found} is older than Elasticsearch 7.1: its mappings have types, which templates and documents of logflow do not`,
    hint: 'Upgrade to Elasticsearch 7.1 or later, or to OpenSearch.',
  };
}

function untried(found: string): Problem {
  return {
    code: 'LF_CLUSTER_VERSION',
    message: `${found} is newer than what this logflow was made for (Elasticsearch 7.1 to 9, OpenSearch 1 to 3)`,
    hint: 'Look whether there is a newer logflow.',
  };
}
