import { LogflowError } from '../../model/errors.ts';
import type { Settings } from '../settings/settings.ts';
import { globMatches } from '../template/glob.ts';
import { keyVariables } from './keys.ts';
import type { Role } from './role.ts';

/** Whose credentials a bucket is read with. */
export interface Identity {
  readonly profile?: string | undefined;
  /** What the names of variables begin with. */
  readonly keysFrom?: string | undefined;
  readonly role?: Role;
}

/** How the buckets of one entry, or those of none, are spoken to. */
export interface Access {
  readonly identity: Identity;
  /** Absent: the region that a message names, or the run's. */
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly pathStyle: boolean;
  readonly requesterPays: boolean;
}

/** All accesses, and which of them is a bucket's: the first entry that matches it, or the one for the rest. */
export function accessTable(settings: Settings, environment: NodeJS.ProcessEnv): (bucket: string) => Access {
  const { buckets = [] } = settings;
  requireVariables(settings, environment);
  const custom = Boolean(environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL);
  const accessOf = (entry: Partial<(typeof buckets)[number]>): Access => {
    const endpoint = entry.endpoint ?? settings['s3-endpoint'];
    return {
      identity: {
        profile: entry.profile,
        keysFrom: entry['keys-from'],
        ...(entry.role !== undefined && {
          role: {
            arn: entry.role,
            externalId: entry['external-id'],
            sessionName: entry['session-name'] ?? settings['role-session-name'],
          },
        }),
      },
      region: entry.region,
      endpoint,
      // S3-compatible servers know buckets by path, not by host name.
      pathStyle: entry['path-style'] ?? settings['path-style'] ?? (endpoint !== undefined || custom),
      requesterPays: (entry['request-payer'] ?? settings['request-payer']) === 'requester',
    };
  };
  const accesses = buckets.map((entry) => ({ match: entry.match, access: accessOf(entry) }));
  const rest = accessOf({});
  return (bucket) => accesses.find(({ match }) => globMatches(match, bucket))?.access ?? rest;
}

/** Before anything is begun: an object would fail for it, and come again and again. */
function requireVariables({ buckets = [] }: Settings, environment: NodeJS.ProcessEnv): void {
  const missing = buckets.flatMap((entry, i) => {
    const prefix = entry['keys-from'];
    if (prefix === undefined) return [];
    const { id, secret } = keyVariables(prefix);
    const names = [id, secret].filter((name) => !environment[name]);
    return names.map((name) => `  buckets[${i}].keys-from: the variable ${name} is not set`);
  });
  if (missing.length === 0) return;
  const problem = {
    code: 'LF_CONFIG',
    message: `keys are missing:\n${missing.join('\n')}`,
    hint: 'Set the variables, or name a profile instead.',
  };
  throw new LogflowError(problem, { exit: 2 });
}
