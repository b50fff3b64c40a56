import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HoldingProxy extends AsyncDisposable {
  readonly url: string;
  /** Resolves when a request was held for the first time. */
  readonly held: Promise<void>;
}

/** Passes everything on to `target`, except for requests that `holds`: those are swallowed and never answered. */
export async function startHoldingProxy(
  target: string,
  holds: (request: IncomingMessage) => boolean,
): Promise<HoldingProxy> {
  const held = Promise.withResolvers<void>();
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    if (holds(incoming)) {
      incoming.resume();
      held.resolve();
      return;
    }
    const { method, headers, url } = incoming;
    const onward = request(new URL(url ?? '/', target), { ...(method && { method }), headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    // A client that is killed takes its request along.
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held: held.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
