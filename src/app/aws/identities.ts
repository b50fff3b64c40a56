import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Identity } from './access.ts';
import { Credentials } from './credentials.ts';
import { keysFromVariables, keysOfProfile, standardKeys } from './keys.ts';
import { keysOfRole } from './role.ts';

interface IdentityDeps {
  readonly requestHandler: NodeHttpHandler;
  readonly runRegion: () => Promise<string | undefined>;
}

/**
 * Credentials by identity, each made once: a role is assumed once for all buckets and regions that it is for. What one
 * of them cannot get, the others do not feel.
 */
export function identities({ requestHandler, runRegion }: IdentityDeps) {
  const known = new Map<string, Credentials>();
  return function credentialsOf(identity: Identity, region?: string): Credentials {
    const name = JSON.stringify(identity);
    let credentials = known.get(name);
    if (credentials) return credentials;
    const { role, ...base } = identity;
    if (role) {
      const regions = async () => [await runRegion(), region];
      const deps = { from: credentialsOf(base), requestHandler, regions };
      credentials = new Credentials(keysOfRole(role, deps));
    } else credentials = new Credentials(fetchOf(base));
    known.set(name, credentials);
    return credentials;
  };
}

function fetchOf({ profile, keysFrom }: Omit<Identity, 'role'>) {
  if (profile !== undefined) return keysOfProfile(profile);
  return keysFrom === undefined ? standardKeys() : keysFromVariables(keysFrom, process.env);
}
