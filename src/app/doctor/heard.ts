/** The part of a request and an answer of the SDK that is looked at. */
interface Args {
  readonly request?: unknown;
}
interface Result {
  readonly response?: unknown;
}
type Next = (args: Args) => Promise<Result>;

/** A client of the SDK, whatever the service. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Next) => Next,
      options: { step: 'deserialize'; priority: 'low'; name: string },
    ): void;
  };
}

/** What is overheard while AWS is asked: where requests go, and what time it is there. */
export interface Heard {
  /** Listens to a client; again is harmless. */
  listen<C>(service: string, client: C): C;
  /** `https://sqs.us-west-2.amazonaws.com`; undefined before a request was sent. */
  endpoint(service: string): string | undefined;
  /** ms since the epoch there less here, of the latest answer of each endpoint that says so. */
  skews(): ReadonlyMap<string, number>;
}

interface HttpRequest {
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: number;
}

/** `now`: ms since the epoch. */
export function hear(now: () => number): Heard {
  const endpoints = new Map<string, string>();
  const skews = new Map<string, number>();
  const listening = new WeakSet<object>();
  return {
    listen(service, client) {
      const { middlewareStack } = client as Client;
      if (listening.has(middlewareStack)) return client;
      listening.add(middlewareStack);
      middlewareStack.add(
        (next) => async (args) => {
          const endpoint = originOf(args.request as HttpRequest);
          // Behind the signer: that a request is here says that there were credentials for it.
          endpoints.set(service, endpoint);
          const result = await next(args);
          const skew = skewOf(
            (result.response as { headers?: Readonly<Record<string, string>> })?.headers,
            now(),
          );
          if (skew !== undefined) skews.set(endpoint, skew);
          return result;
        },
        // Next to the wire, so that errors have not been made of answers yet.
        { step: 'deserialize', priority: 'low', name: 'logflowHear' },
      );
      return client;
    },
    endpoint: (service) => endpoints.get(service),
    skews: () => skews,
  };
}

function originOf({ protocol = 'https:', hostname = '', port }: HttpRequest): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
}

/** By the `Date` of an answer, which counts whole seconds. */
export function skewOf(
  headers: Readonly<Record<string, string | string[] | undefined>> | undefined,
  now: number,
): number | undefined {
  const there = Date.parse(String(headers?.date ?? ''));
  return Number.isNaN(there) ? undefined : there - now;
}
