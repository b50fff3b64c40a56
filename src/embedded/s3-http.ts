import type { IncomingHttpHeaders } from 'node:http';
import { fieldsXml } from './xml.ts';

/** The part of a Fastify request that the mends look at. */
interface HttpRequest {
  readonly method: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
}

/** The part of a Fastify reply that the mends use. */
interface HttpReply {
  status(code: number): HttpReply;
  header(name: string, value: string): HttpReply;
  send(body?: string): HttpReply;
}

/** A request to S3. The key is decoded, and empty when the request is for the bucket. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  /** A subresource (`?acl`) has the empty string as its value. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** As text; empty until the body has been read. */
  body(): string;
}

/** The request as S3 sees it, or undefined when it is for SNS, SQS or no bucket. */
export function s3Request(request: HttpRequest): S3Request | undefined {
  // The SDK asks for a bucket as `/bucket/`: fauxqs's route is then `/:bucket/*` with an empty rest.
  const params = request.params as { bucket?: string; '*'?: string } | undefined;
  if (params?.bucket === undefined) {
    return undefined;
  }
  return {
    method: request.method,
    bucket: params.bucket,
    key: params['*'] ?? '',
    query: request.query as Record<string, string>,
    headers: request.headers,
    body: () => (Buffer.isBuffer(request.body) ? request.body.toString() : ''),
  };
}

/** An error as S3 answers it (API reference, "Error responses"). */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export function sendXml(reply: HttpReply, document: string): HttpReply {
  return reply.status(200).header('content-type', 'application/xml').send(document);
}

export function sendRefusal(reply: HttpReply, refusal: S3Refusal): HttpReply {
  const inner = fieldsXml({ Code: refusal.code, Message: refusal.message });
  return reply
    .status(refusal.status)
    .header('content-type', 'application/xml')
    .send(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`);
}
