import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call to SQS: the action (`SendMessageBatch`), and the body of the JSON protocol. */
export interface SqsCall {
  readonly action: string;
  readonly body: Record<string, unknown>;
}

/** An answer in the server's place, or a change to what it is asked and answers. */
export type SqsHarm =
  | { readonly answer: object; readonly status?: number }
  /** The head of an answer, one byte of it, and then nothing, on a connection that stays open. */
  | { readonly stall: true }
  /** With a `status`, looked at after `mend`, the client gets that instead of the server's 200. */
  | {
      readonly ask: object;
      readonly mend: (answer: object) => object | Promise<object>;
      readonly status?: () => number;
    };

/** Undefined passes the call on as it is; a promise holds it for as long. */
export type SqsFault = (call: SqsCall) => SqsHarm | undefined | Promise<SqsHarm | undefined>;

export interface SqsProxy extends AsyncDisposable {
  readonly url: string;
  /** Every action in its order. */
  readonly actions: string[];
}

/** Stands in front of an embedded SQS and does what no emulator does: fail a call, or some entries of it. */
export async function startSqsProxy(endpoint: string, fault: SqsFault): Promise<SqsProxy> {
  const actions: string[] = [];
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const text = await textOf(incoming);
    const action = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    actions.push(action);
    const told = await fault({ action, body: JSON.parse(text) });
    const respond = (status: number, body: string) => {
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    };
    if (told && 'stall' in told) {
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': 100 });
      return void outgoing.write('{');
    }
    if (told && 'answer' in told) return respond(told.status ?? 200, JSON.stringify(told.answer));
    const { status, body } = await forward(endpoint, incoming, told ? JSON.stringify(told.ask) : text);
    // The SDK sends to the host of the queue's URL: that has to be ours.
    const ours = body.replaceAll(endpoint, `http://${incoming.headers.host}`);
    if (!told || status !== 200) return respond(status, ours);
    const mended = JSON.stringify(await told.mend(JSON.parse(ours)));
    respond(told.status?.() ?? 200, mended);
  };
  // Whoever called was killed, or the server behind us was stopped.
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    actions,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(endpoint: string, { method, headers }: IncomingMessage, text: string) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const length = Buffer.byteLength(text);
    const outgoing = request(endpoint, { method, headers: { ...headers, 'content-length': length } });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      textOf(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    outgoing.end(text);
  });
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
