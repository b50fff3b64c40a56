import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A TCP port that nobody listened on a moment ago, for servers that cannot be told port 0.
 * Another process may take it before it is used: prefer port 0 and asking the server wherever that works.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  server.close();
  await once(server, 'close');
  return address.port;
}
