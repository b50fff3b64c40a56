import type { defaultProvider } from '@aws-sdk/credential-provider-node';
import { systemClock } from '../../core/clock.ts';
import type { Clock } from '../../model/control.ts';

/** As the SDK's clients ask for credentials; they say who asks. */
type Provider = ReturnType<typeof defaultProvider>;
type Caller = Parameters<Provider>[0];
export type Keys = Awaited<ReturnType<Provider>>;
/** Gets new ones, whatever is remembered elsewhere. */
export type FetchKeys = (caller: Caller) => Promise<Keys>;

/** ms before their end at which keys are renewed; at half of their time when they do not live twice as long. */
const early = 5 * 60_000;
/** ms after which whoever waits is told that none came: a hanging credential process must not hang a run. */
const patience = 30_000;
/** ms between two tries after a failure, doubled from one to the next: many objects ask at once, and for ever. */
const firstPause = 1_000;
const longestPause = 30_000;

export interface CredentialsOptions {
  readonly clock?: Clock;
  /** ms; see `patience`. */
  readonly patience?: number;
}

/**
 * Keys that are good for as long as a run lasts: fetched once for all who ask, renewed before they expire while the old ones
 * go on being used, and replaced when AWS no longer takes them. The SDK alone never does the latter, and keys in a file that
 * somebody else renews have no date.
 */
export class Credentials {
  /** For clients of the SDK; they need not remember anything themselves. */
  readonly provider: Provider;
  readonly #fetch: FetchKeys;
  readonly #clock: Clock;
  readonly #patience: number;
  #keys: Keys | undefined;
  #renewAt = 0;
  #expiresAt = 0;
  #pending: Promise<Keys> | undefined;
  #failure: unknown;
  #failures = 0;
  /** No try before: ms since the epoch. */
  #pauseUntil = 0;
  #caller: Caller;

  constructor(fetch: FetchKeys, options: CredentialsOptions = {}) {
    this.#fetch = fetch;
    this.#clock = options.clock ?? systemClock;
    this.#patience = options.patience ?? patience;
    this.provider = Object.assign((caller?: Caller) => this.#current(caller), { memoized: true });
  }

  /**
   * AWS does not take the keys with that id: resolves with whether there are others now. Asks for them once, whoever else
   * is refused meanwhile. Rejects with why there are none.
   */
  async replace(accessKeyId: string): Promise<boolean> {
    const inUse = () => this.#keys?.accessKeyId === accessKeyId;
    // Refused as soon as they came: for all who are, there is one more try a second.
    const rest = this.#failures > 0 ? 0 : this.#pauseUntil - this.#clock.now();
    if (inUse() && rest > 0) await this.#clock.sleep(rest);
    if (inUse()) await this.#renew();
    return !inUse();
  }

  async #current(caller: Caller): Promise<Keys> {
    this.#caller = caller ?? this.#caller;
    const now = this.#clock.now();
    if (!this.#keys || now >= this.#expiresAt) return this.#renew();
    // Whoever asks when they have expired is told what was wrong.
    if (now >= this.#renewAt) this.#renew().catch(() => {});
    return this.#keys;
  }

  #renew(): Promise<Keys> {
    if (this.#pending) return this.#pending;
    if (this.#failures > 0 && this.#clock.now() < this.#pauseUntil) return Promise.reject(this.#failure);
    this.#pending = within(this.#patience, this.#fetch(this.#caller))
      .then(
        (keys) => this.#take(keys),
        (error) => this.#fail(error),
      )
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }

  #take(keys: Keys): Keys {
    const now = this.#clock.now();
    // Where the clock of this machine is wrong they may look old already: AWS will tell whether they are.
    const life = Math.max(firstPause, (keys.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - now);
    this.#expiresAt = now + life;
    this.#renewAt = now + Math.max(life - early, life / 2);
    this.#keys = keys;
    this.#failures = 0;
    this.#pauseUntil = now + firstPause;
    return keys;
  }

  #fail(error: unknown): never {
    this.#failure = error;
    this.#pauseUntil = this.#clock.now() + Math.min(longestPause, firstPause * 2 ** this.#failures);
    this.#failures += 1;
    throw error;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`they did not come within ${ms / 1000} s`);
      // What the SDK calls it when there are none.
      error.name = 'CredentialsProviderError';
      reject(error);
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
