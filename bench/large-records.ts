/*
 * One file as CloudTrail delivers it, `{"Records":[…]}` on one line, gzip, of a given uncompressed size: `logflow ingest` into a
 * `_bulk` endpoint that only acknowledges. How much memory does the process need at its peak? Should not depend on the size.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { startAcknowledger } from '../test/helpers/acknowledge.ts';
import { startLogflow } from '../test/helpers/process.ts';
import { summaryOf } from '../test/helpers/search.ts';
import { temporaryFolder } from '../test/helpers/temp.ts';
import { cloudTrailRecord } from './event-lines.ts';
import { peakMemoryOf } from './measure.ts';

export interface LargeRecordsResult {
  readonly events: number;
  readonly indexed: number;
  readonly acknowledged: number;
  /** Peak resident memory of the process, bytes (Linux: VmHWM). */
  readonly peakMemory: number;
  readonly seconds: number;
}

const name = '123456789012_CloudTrail_us-east-2_20261120T0020Z_Mu0KsOhtH1ar15ZZ.json.gz';

/** `total`: bytes, about. `counted`: told of each event. */
function* file(total: number, counted: () => void): Generator<string> {
  let piece = '{"Records":[';
  for (let n = 0, size = 0; size < total; n += 1) {
    const record = cloudTrailRecord(n);
    size += record.length + 1;
    counted();
    piece += n === 0 ? record : `,${record}`;
    if (piece.length < 256 * 1024) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}`;
}

export async function ingestLargeRecords(bytes: number): Promise<LargeRecordsResult> {
  await using folder = temporaryFolder();
  await using endpoint = await startAcknowledger();
  let events = 0;
  const source = Readable.from(
    file(bytes, () => {
      events += 1;
    }),
  );
  await pipeline(source, createGzip({ level: 1 }), createWriteStream(join(folder.path, name)));
  const startedAt = performance.now();
  const args = ['ingest', name, '--node', endpoint.url, '--no-template', '--json'];
  await using run = startLogflow(args, { cwd: folder.path, timeoutMs: 1_800_000 });
  const peakMemory = await peakMemoryOf(run.pid, run.done);
  const { code, stdout, stderr } = await run.done;
  if (code !== 0) throw new Error(`ingest ended with ${code}:\n${stderr}`);
  return {
    ...{ events, peakMemory },
    indexed: summaryOf(stdout).documents.indexed,
    acknowledged: endpoint.counts.docs,
    seconds: (performance.now() - startedAt) / 1000,
  };
}
