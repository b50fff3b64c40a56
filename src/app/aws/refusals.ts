import type { Credentials } from './credentials.ts';

/** What AWS's services say when keys are no longer, or not yet, any good: a query API, a JSON API, and S3. */
const refused =
  /^(ExpiredToken|TokenRefreshRequired|InvalidToken|InvalidClientTokenId|InvalidAccessKeyId|InvalidSecurity|UnrecognizedClient)/;
/** Somebody else may have renewed them between our asking and our signing, to some that are refused, too. */
const mostTries = 3;

interface Call {
  readonly input: object;
}
type Handler = (call: Call) => Promise<unknown>;

interface Stack {
  add(middleware: (next: Handler) => Handler, options: { step: 'initialize'; name: string }): void;
}

/** Any client of the SDK: each types its own calls, and nothing of them is read here. */
interface Client {
  readonly middlewareStack: object;
}

function wrap(client: Client, name: string, middleware: (next: Handler) => Handler): void {
  (client.middlewareStack as Stack).add(middleware, { step: 'initialize', name });
}

/** A request that is refused for its keys is sent once more with others, if there are any. */
export function renewWhenRefused(client: Client, credentials: Credentials): void {
  wrap(client, 'logflowRenewWhenRefused', (next) => async (call) => {
    for (let tries = 1; ; tries++) {
      const { generation } = credentials;
      try {
        return await next(call);
      } catch (error) {
        const { name } = error as { name?: unknown };
        const again = tries < mostTries && refused.test(String(name)) && isRepeatable(call.input);
        if (!again || !(await credentials.replace(generation))) throw error;
      }
    }
  });
}

/** Every request says who pays for it, as far as S3 lets it. */
export function payAsRequester(client: Client): void {
  wrap(
    client,
    'logflowRequestPayer',
    (next) => (call) => next({ ...call, input: { ...call.input, RequestPayer: 'requester' } }),
  );
}

/** A stream is gone once it was sent. */
function isRepeatable(input: object): boolean {
  const { Body: body } = input as { Body?: unknown };
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array;
}
