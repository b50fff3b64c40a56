import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers everything alike, or never. */
export async function answering(answer: (respond: (status: number, body: string) => void) => void) {
  const server = createServer((_, response) =>
    answer((status, body) => response.writeHead(status).end(body)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
