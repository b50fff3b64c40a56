import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What is done to a call of any service, whatever protocol it speaks. */
export type AwsHarm =
  /** Answered with 403 and this error, in the words of its protocol. */
  | { readonly kind: 'refuse'; readonly code: string; readonly message: string }
  /** Nothing comes, on a connection that stays open. */
  | { readonly kind: 'hang' }
  /** The answer says another time. */
  | { readonly kind: 'shift'; readonly ms: number };

export interface AwsProxy extends AsyncDisposable {
  readonly url: string;
}

/** Stands in front of moto. `action` is empty for services that name it in the path (S3). */
export async function startAwsProxy(
  endpoint: string,
  fault: (call: { readonly action: string }) => AwsHarm | undefined,
): Promise<AwsProxy> {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const target = incoming.headers['x-amz-target'];
    const action = target
      ? (String(target).split('.').at(-1) ?? '')
      : (new URLSearchParams(body.toString()).get('Action') ?? '');
    const harm = fault({ action });
    if (harm?.kind === 'hang') return;
    if (harm?.kind === 'refuse') return refuse(outgoing, target !== undefined, harm);
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = request(new URL(url, endpoint), { method, headers });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const text = await buffer(answer);
    const { 'transfer-encoding': _, ...rest } = answer.headers;
    const shift = harm?.kind === 'shift' ? { date: new Date(Date.now() + harm.ms).toUTCString() } : {};
    outgoing.writeHead(answer.statusCode ?? 502, { ...rest, ...shift, 'content-length': text.length });
    outgoing.end(method === 'HEAD' ? undefined : text);
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(
  outgoing: ServerResponse,
  json: boolean,
  { code, message }: Extract<AwsHarm, { kind: 'refuse' }>,
): void {
  if (json) {
    const body = JSON.stringify({ __type: `com.amazonaws#${code}`, message });
    outgoing.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    return;
  }
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = `<ErrorResponse>${error}<RequestId>PROXY</RequestId></ErrorResponse>`;
  outgoing.writeHead(403, { 'content-type': 'text/xml' }).end(body);
}
