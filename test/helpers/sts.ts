import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a call of AssumeRole held. */
export interface StsCall {
  readonly role: string;
  readonly session: string;
  readonly externalId: string | undefined;
  /** Id of the access key that it was signed with, and the region that it was signed for. */
  readonly keyId: string;
  readonly region: string;
}

export interface StsRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface Sts extends AsyncDisposable {
  readonly url: string;
  readonly calls: StsCall[];
  /** Ids of the access keys that it gave out, newest last. */
  readonly issued: string[];
}

/**
 * AssumeRole as AWS answers it: a form comes in, XML goes out. Keys are `ASIA1`, `ASIA2`, … and live for `life` ms (at least 15 minutes
 * with AWS itself). https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function startSts(
  refuse: (call: StsCall) => StsRefusal | undefined = () => undefined,
  life = 3_600_000,
): Promise<Sts> {
  const calls: StsCall[] = [];
  const issued: string[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const call = callOf(await textOf(request), request.headers.authorization ?? '');
    calls.push(call);
    const refusal = refuse(call);
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'text/xml' });
    if (refusal) return response.end(errorXml(refusal));
    const id = `ASIA${issued.length + 1}`;
    issued.push(id);
    return response.end(keysXml(id, call, new Date(Date.now() + life)));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    issued,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callOf(body: string, authorization: string): StsCall {
  const form = new URLSearchParams(body);
  if (form.get('Action') !== 'AssumeRole') throw new Error(`not AssumeRole: ${body}`);
  const [, keyId = '', region = ''] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/sts\/aws4_request/.exec(authorization) ?? [];
  return {
    role: form.get('RoleArn') ?? '',
    session: form.get('RoleSessionName') ?? '',
    externalId: form.get('ExternalId') ?? undefined,
    keyId,
    region,
  };
}

function keysXml(id: string, { role, session }: StsCall, expiration: Date): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROA1:${session}</AssumedRoleId><Arn>${role}/${session}</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>secret-of-${id}</SecretAccessKey>
<SessionToken>token-of-${id}</SessionToken><Expiration>${expiration.toISOString()}</Expiration></Credentials>
</AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

function errorXml({ code, message }: StsRefusal): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>
<Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
