import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to S3 or SQS, as far as who may make it is concerned. */
export interface Visit {
  /** Id of the access key that it was signed with. */
  readonly key: string;
  /** Of S3's path style; absent for SQS. */
  readonly bucket: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

export interface Gate extends AsyncDisposable {
  /** For logflow, over the environment that leads to what stands behind the gate. */
  readonly environment: Record<string, string>;
  readonly url: string;
  /** All that came, and the code with which it was refused. */
  readonly visits: (Visit & { readonly refused: string | undefined })[];
}

/** Stands in front of an embedded AWS, which takes any keys, and refuses as AWS does: `judge` answers with its code, or lets in. */
export async function openGate(endpoint: string, judge: (visit: Visit) => string | undefined): Promise<Gate> {
  const visits: Gate['visits'] = [];
  const server = createServer((incoming, response) => {
    const visit = visitOf(incoming);
    const refused = judge(visit);
    visits.push({ ...visit, refused });
    if (refused === undefined) return pass(endpoint, incoming, response);
    incoming.resume();
    return refuse(response, refused, visit.bucket !== undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: { AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SQS: url },
    url,
    visits,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function visitOf({ headers, url = '/' }: IncomingMessage): Visit {
  const key = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  // The JSON protocol of SQS names its action in a header.
  const bucket = headers['x-amz-target'] === undefined ? url.split(/[/?]/)[1] : undefined;
  return { key, bucket, headers };
}

function refuse(response: ServerResponse, code: string, isS3: boolean): void {
  const message = 'said the gate';
  response.writeHead(403, { 'content-type': isS3 ? 'application/xml' : 'application/x-amz-json-1.0' });
  if (isS3) response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  else response.end(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
}

function pass(endpoint: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = incoming;
  const onward = request(new URL(url ?? '/', endpoint), { ...(method && { method }), headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  // A client that is killed takes its request along.
  response.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
