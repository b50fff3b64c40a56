/*
 * One object of a given uncompressed size through S3 -> SQS -> `logflow consume --drain` -> a `_bulk` endpoint that
 * only acknowledges: how much memory does the process need at its peak? Should not depend on the size.
 */
import { createGzip } from 'node:zlib';
import { startAcknowledger } from '../test/helpers/acknowledge.ts';
import { articleHeader, folder, goldenLine } from '../test/helpers/flow-lines.ts';
import { startLogflow } from '../test/helpers/process.ts';
import { openRoad } from '../test/helpers/road.ts';
import { summaryOf } from '../test/helpers/search.ts';
import { peakMemoryOf } from './measure.ts';

export interface LargeObjectResult {
  readonly bytes: number;
  readonly lines: number;
  readonly indexed: number;
  readonly acknowledged: number;
  /** Peak resident memory of the consumer, bytes (Linux: VmHWM). */
  readonly peakMemory: number;
  readonly seconds: number;
}

/** Every line is another event with other addresses: caches do not help more than in real traffic. */
function* lines(total: number): Generator<string> {
  yield `${articleHeader}\n`;
  for (let n = 0, size = 0; size < total; n++) {
    const address = `${1 + (n % 222)}.${(n >> 8) & 255}.${n & 255}.${1 + ((n >> 4) % 254)}`;
    const line = `${goldenLine.replace(' 385388 ', ` ${n} `).replaceAll('54.187.220.203', address)}\n`;
    size += line.length;
    yield line;
  }
}

async function compressed(total: number): Promise<{ body: Buffer; lines: number }> {
  const gzip = createGzip({ level: 1 });
  const parts: Buffer[] = [];
  gzip.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => gzip.on('end', resolve));
  let count = -1;
  let batch: string[] = [];
  const flush = async () => {
    const drained = gzip.write(batch.join('')) || new Promise((resolve) => gzip.once('drain', resolve));
    batch = [];
    await drained;
  };
  for (const line of lines(total)) {
    count += 1;
    if (batch.push(line) >= 5_000) await flush();
  }
  await flush();
  gzip.end();
  await ended;
  return { body: Buffer.concat(parts), lines: count };
}

export async function consumeLargeObject(bytes: number): Promise<LargeObjectResult> {
  await using road = await openRoad('direct');
  await using endpoint = await startAcknowledger();
  const object = await compressed(bytes);
  await road.put(`${folder}/large.log.gz`, object.body);
  const startedAt = performance.now();
  const args = [
    'consume',
    '--queue',
    road.queue,
    '--node',
    endpoint.url,
    '--no-template',
    '--drain',
    '--json',
  ];
  await using run = startLogflow(args, { env: road.aws.environment, timeoutMs: 1_800_000 });
  const peakMemory = await peakMemoryOf(run.pid, run.done);
  const result = await run.done;
  if (result.code !== 0) throw new Error(`consume ended with ${result.code}:\n${result.stderr}`);
  return {
    bytes,
    lines: object.lines,
    indexed: summaryOf(result.stdout).documents.indexed,
    acknowledged: endpoint.counts.docs,
    peakMemory,
    seconds: (performance.now() - startedAt) / 1000,
  };
}
