import type { ClientRequest } from 'node:http';
import { HttpConnection } from '@elastic/transport';

type Options = ConstructorParameters<typeof HttpConnection>[0];

/**
 * The transport's connection, but for one mistake: an answer that does not begin with `HTTP/` it takes for the body of an
 * answer that should have none, and waits on. By then the socket is closed, so that neither deadline nor signal would ever
 * end the request (`onError` in HttpConnection.js).
 */
export class Connection extends HttpConnection {
  constructor(options: Options) {
    super(options);
    const make = this.makeRequest as (...given: unknown[]) => ClientRequest;
    this.makeRequest = (...given: unknown[]) => make(...given).on('error', callByItsName);
  }
}

/** Hears of an error before the transport does, which knows this one by its code. */
function callByItsName(error: NodeJS.ErrnoException): void {
  if (error.code === 'HPE_INVALID_CONSTANT') error.code = 'EPROTO';
}
