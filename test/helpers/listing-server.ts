import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Keys in the order of their bytes, made when they are asked for: a million of them need no memory. */
export interface VirtualBucket {
  readonly count: number;
  readonly keyAt: (index: number) => string;
  /** Of every object. */
  readonly body: Buffer;
}

export interface ListingServer extends AsyncDisposable {
  /** For a spawned logflow. */
  readonly environment: Record<string, string>;
  /** What was asked for so far. */
  readonly counts: { pages: number; gets: number };
}

const pageSize = 1000;
const modified = new Date(Date.UTC(2026, 0, 1)).toISOString();

/** S3 as far as `ListObjectsV2` and GET of a bucket that nobody can write to. `fail` says which page answers 503. */
export async function startListingServer(
  bucket: VirtualBucket,
  fail: (page: number) => boolean = () => false,
): Promise<ListingServer> {
  const counts = { pages: 0, gets: 0 };
  const server = createServer((request, response) => {
    const { searchParams: query } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'HEAD') response.end();
    else if (query.get('list-type') !== '2') {
      counts.gets += 1;
      response.writeHead(200, { etag: '"0f"' }).end(bucket.body);
    } else {
      counts.pages += 1;
      if (fail(counts.pages)) response.writeHead(503).end();
      else answerPage(bucket, query, response);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    environment: environmentFor(`http://127.0.0.1:${port}`),
    counts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerPage(bucket: VirtualBucket, query: URLSearchParams, response: ServerResponse): void {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const parts: string[] = [];
  let at = Math.max(lowerBound(bucket, prefix), Number(query.get('continuation-token') ?? 0));
  let entries = 0;
  for (; at < bucket.count && entries < pageSize; entries++) {
    const key = bucket.keyAt(at);
    if (!key.startsWith(prefix)) break;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      parts.push(
        `<Contents><Key>${encoded(key)}</Key><LastModified>${modified}</LastModified><ETag>&quot;0f&quot;</ETag><Size>${bucket.body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      );
      at += 1;
    } else {
      const folder = key.slice(0, cut + 1);
      parts.push(`<CommonPrefixes><Prefix>${encoded(folder)}</Prefix></CommonPrefixes>`);
      at = lowerBound(bucket, `${folder.slice(0, -1)}0`);
    }
  }
  const more = at < bucket.count && bucket.keyAt(at).startsWith(prefix);
  const next = more ? `<NextContinuationToken>${at}</NextContinuationToken>` : '';
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>b</Name><KeyCount>${entries}</KeyCount><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}${parts.join('')}</ListBucketResult>`,
    );
}

function encoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

/** The first key that is not before `text`; all of them are ASCII. */
function lowerBound({ count, keyAt }: VirtualBucket, text: string): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(middle) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Flow logs of an account, spread evenly over days from 2020-03-01 on, in the default layout. */
export function flowLogBucket(count: number, days: number, body: Buffer): VirtualBucket {
  const perDay = Math.ceil(count / days);
  return {
    count,
    body,
    keyAt(index) {
      const date = new Date(Date.UTC(2020, 2, 1 + Math.floor(index / perDay))).toISOString().slice(0, 10);
      const number = index % perDay;
      const minute = Math.floor((number / perDay) * 288) * 5;
      const time = `${two(minute / 60)}${two(minute % 60)}`;
      const name = `123456789010_vpcflowlogs_us-west-2_fl-0123456789abcdef0_${date.replaceAll('-', '')}T${time}Z_${String(number).padStart(8, '0')}.log.gz`;
      return `AWSLogs/123456789010/vpcflowlogs/us-west-2/${date.replaceAll('-', '/')}/${name}`;
    },
  };
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

function environmentFor(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
}
