import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { bytesOf, head, readAll, startFaultyS3 } from './s3-kit.ts';
import { regionOf } from './sigv4-check.ts';

const content = Buffer.from('log line\n'.repeat(1_000));

/** As S3 words it: the header, or the body, or the endpoint alone says where the bucket is. */
const redirects: Record<string, (res: ServerResponse, home: string) => void> = {
  'PermanentRedirect, by header': (res, home) =>
    answer(res, 301, 'PermanentRedirect', `<Endpoint>logs.example</Endpoint>`, {
      'x-amz-bucket-region': home,
    }),
  'PermanentRedirect, by endpoint': (res, home) =>
    answer(res, 301, 'PermanentRedirect', `<Endpoint>logs.s3.${home}.amazonaws.com</Endpoint>`),
  'TemporaryRedirect, by endpoint': (res, home) =>
    answer(res, 307, 'TemporaryRedirect', `<Endpoint>logs.s3-${home}.amazonaws.com</Endpoint>`, {
      Location: `http://logs.s3-${home}.amazonaws.com/k`,
    }),
  'AuthorizationHeaderMalformed, by body': (res, home) =>
    answer(res, 400, 'AuthorizationHeaderMalformed', `<Region>${home}</Region>`),
  'IllegalLocationConstraintException, by header': (res, home) =>
    answer(res, 400, 'IllegalLocationConstraintException', '', { 'x-amz-bucket-region': home }),
};

function answer(res: ServerResponse, status: number, code: string, xml: string, headers = {}): void {
  res.writeHead(status, { 'Content-Type': 'application/xml', ...headers });
  res.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>elsewhere</Message>${xml}</Error>`);
}

/** Buckets at home in these regions, and where each request was signed for. */
async function startRegions(homes: Record<string, string>, redirect: (typeof redirects)[string]) {
  const asked: string[] = [];
  const s3 = await startFaultyS3(({ req, res, from }) => {
    const bucket = req.url?.split('/')[1] ?? '';
    const region = String(regionOf(req));
    asked.push(`${bucket} ${region}`);
    if (region !== homes[bucket]) return redirect(res, homes[bucket] ?? '');
    head(res, content, from);
    res.end(content.subarray(from));
  });
  return { ...s3, asked };
}

test.each(Object.entries(redirects))('%s: followed once, and remembered', async (_name, redirect) => {
  await using s3 = await startRegions({ logs: 'eu-west-1' }, redirect);
  for (let n = 0; n < 3; n++) expect(await readAll(bytesOf(await s3.open()))).toEqual(content);
  expect(s3.asked).toEqual(['logs us-east-1', 'logs eu-west-1', 'logs eu-west-1', 'logs eu-west-1']);
});

test('the region of the event does not win over the one that S3 named', async () => {
  const redirect = redirects['PermanentRedirect, by header'] as (typeof redirects)[string];
  await using s3 = await startRegions({ logs: 'eu-west-1' }, redirect);
  for (let n = 0; n < 2; n++) await readAll(bytesOf(await s3.open({ ref: { region: 'us-west-2' } })));
  expect(s3.asked).toEqual(['logs us-west-2', 'logs eu-west-1', 'logs eu-west-1']);
});

test.each(Object.entries(redirects))('%s, twice: a failure, no loop (B17)', async (_name, redirect) => {
  let n = 0;
  await using s3 = await startFaultyS3(({ res }) => redirect(res, `eu-west-${(n++ % 2) + 1}`));
  expect(await s3.open()).toMatchObject({
    kind: 'unreadable',
    problem: { code: 'LF_BUCKET_REGION', message: expect.stringContaining('s3://logs/k') },
  });
  expect(s3.requests).toHaveLength(2);
});

test('many objects of many buckets at once: each is asked for in its own region', async () => {
  const homes = { near: 'us-east-1', far: 'eu-west-1', farther: 'ap-northeast-1' };
  const redirect = redirects['PermanentRedirect, by header'] as (typeof redirects)[string];
  await using s3 = await startRegions(homes, redirect);
  const readOne = async (bucket: string) => readAll(bytesOf(await s3.open({ ref: { bucket } })));
  const readMany = () =>
    Promise.all(Array.from({ length: 30 }, (_, i) => readOne(Object.keys(homes)[i % 3] as string)));
  for (const bytes of await readMany()) expect(bytes).toEqual(content);
  s3.asked.length = 0;
  for (const bytes of await readMany()) expect(bytes).toEqual(content);
  const right = Object.entries(homes).map(([bucket, region]) => `${bucket} ${region}`);
  expect(new Set(s3.asked)).toEqual(new Set(right));
  expect(s3.asked).toHaveLength(30);
});

test('a broken body is resumed in the region of its bucket', async () => {
  const redirect = redirects['PermanentRedirect, by header'] as (typeof redirects)[string];
  const asked: string[] = [];
  await using s3 = await startFaultyS3(({ req, res, from }) => {
    asked.push(`${String(regionOf(req))} from ${from}`);
    if (regionOf(req) !== 'eu-west-1') return redirect(res, 'eu-west-1');
    head(res, content, from);
    if (from > 0) res.end(content.subarray(from));
    else res.write(content.subarray(0, 500), () => res.socket?.destroy());
  });
  expect(await readAll(bytesOf(await s3.open()))).toEqual(content);
  expect(asked).toEqual(['us-east-1 from 0', 'eu-west-1 from 0', 'eu-west-1 from 500']);
});

test('what is no name of a region is not asked', async () => {
  await using s3 = await startFaultyS3(({ res }) =>
    answer(res, 301, 'PermanentRedirect', '', { 'x-amz-bucket-region': '../evil.example/?' }),
  );
  expect(await s3.open()).toMatchObject({ kind: 'unreadable', problem: { code: 'LF_BUCKET_REGION' } });
  expect(s3.requests).toHaveLength(1);
});
