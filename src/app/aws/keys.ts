import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { FetchKeys } from './credentials.ts';

/** Files are read again each time: keys that somebody else renews have to be seen. */
const ignoreCache = true;

/** The standard variables, profiles, SSO, processes, web identity, container and instance credentials. */
export function standardKeys(): FetchKeys {
  const provider = defaultProvider({ ignoreCache });
  return (caller) => provider({ ...caller, forceRefresh: true });
}

/** Of that profile and of nothing else: the chain would go on to the machine's own when there is none. */
export function keysOfProfile(profile: string): FetchKeys {
  return fromIni({ profile, ignoreCache });
}

/** Names of the variables that `keys-from` stands for. */
export function keyVariables(prefix: string) {
  return {
    id: `${prefix}_ACCESS_KEY_ID`,
    secret: `${prefix}_SECRET_ACCESS_KEY`,
    token: `${prefix}_SESSION_TOKEN`,
  };
}

/** Nobody renews them: whoever started this process knows how long they last. */
export function keysFromVariables(prefix: string, environment: NodeJS.ProcessEnv): FetchKeys {
  const { id, secret, token } = keyVariables(prefix);
  const sessionToken = environment[token];
  const keys = {
    accessKeyId: environment[id] ?? '',
    secretAccessKey: environment[secret] ?? '',
    ...(sessionToken && { sessionToken }),
  };
  return async () => keys;
}
