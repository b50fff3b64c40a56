import { readAwsError } from '../../source/aws-error.ts';
import type { Credentials } from './credentials.ts';

/** What AWS's services say when keys are no longer, or not yet, any good: a query API, a JSON API, and S3. */
const refused =
  /^(ExpiredToken|TokenRefreshRequired|InvalidToken|InvalidClientTokenId|InvalidAccessKeyId|InvalidSecurity|UnrecognizedClient)/;
/** Others may have come since the request was signed, and be refused, too. */
const mostTries = 3;

/** A call of a client, and the request that came of it. */
interface Call {
  readonly input: object;
  readonly request?: { readonly headers: Readonly<Record<string, string>> };
}
type Handler = (call: Call) => Promise<unknown>;
type Middleware = (next: Handler, context: { logflowKey?: string }) => Handler;

interface Stack {
  add(middleware: Middleware, options: { step: string; priority?: string; name: string }): void;
}

/** Any client of the SDK: each types its own calls, and nothing of them is read here. */
interface Client {
  readonly middlewareStack: object;
}

/** A request that is refused for its keys is sent once more with others, if there are any. */
export function renewWhenRefused(client: Client, credentials: Credentials): void {
  const stack = client.middlewareStack as Stack;
  stack.add(
    (next, context) => async (call) => {
      for (let tries = 1; ; tries++) {
        try {
          return await next(call);
        } catch (error) {
          const { logflowKey: key } = context;
          const again = tries < mostTries && isRefusal(error) && isRepeatable(call.input);
          if (!again || key === undefined || !(await credentials.replace(key))) throw error;
        }
      }
    },
    { step: 'initialize', name: 'logflowRenewWhenRefused' },
  );
  stack.add(
    (next, context) => (call) => {
      const [, key] = /Credential=([^/]+)\//.exec(call.request?.headers.authorization ?? '') ?? [];
      if (key !== undefined) context.logflowKey = key;
      return next(call);
    },
    // Behind the signature.
    { step: 'finalizeRequest', priority: 'low', name: 'logflowSignedWith' },
  );
}

function isRefusal(error: unknown): boolean {
  return refused.test(readAwsError(error).name);
}

/** Every request says who pays for it, as far as S3 lets it. */
export function payAsRequester(client: Client): void {
  (client.middlewareStack as Stack).add(
    (next) => (call) => next({ ...call, input: { ...call.input, RequestPayer: 'requester' } }),
    { step: 'initialize', name: 'logflowRequestPayer' },
  );
}

/** A stream is gone once it was sent. */
function isRepeatable(input: object): boolean {
  const { Body: body } = input as { Body?: unknown };
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array;
}
