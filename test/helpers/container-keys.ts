import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Keys as a container's endpoint hands them out (ECS, EKS Pod Identity). */
export interface ContainerKeys extends AsyncDisposable {
  /** For logflow: nothing else gives it keys. */
  readonly environment: Record<string, string>;
  /** Ids of the keys that were given out, newest last: `KEY1`, `KEY2`, … */
  readonly issued: string[];
  /** Answers nobody while this is set. */
  down: boolean;
}

/** Each request gets keys of its own that say they live for `life` ms. */
export async function startContainerKeys(life: number): Promise<ContainerKeys> {
  const issued: string[] = [];
  const server = createServer((_, response) => {
    if (keys.down) return response.writeHead(500).end();
    const id = `KEY${issued.length + 1}`;
    issued.push(id);
    const Expiration = new Date(Date.now() + life).toISOString();
    const answer = {
      AccessKeyId: id,
      SecretAccessKey: `secret-of-${id}`,
      Token: `token-of-${id}`,
      Expiration,
    };
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const keys: ContainerKeys = {
    environment: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    },
    issued,
    down: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return keys;
}
