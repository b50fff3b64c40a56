import { expect, it } from 'vitest';
import { peakMemoryOf } from '../../bench/measure.ts';
import { flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { flowLogBucket, startListingServer } from '../helpers/listing-server.ts';
import { startLogflow } from '../helpers/process.ts';

/** A million by hand: `LOGFLOW_TEST_KEYS=1000000 npx vitest run --project real test/integration/backfill-memory.test.ts` */
const keys = Number(process.env.LOGFLOW_TEST_KEYS ?? 200_000);
const timeoutMs = 60_000 + keys / 2;

it.skipIf(process.platform !== 'linux')(
  `lists ${keys} keys in memory that has nothing to do with their number, and mends pages that fail`,
  async () => {
    const bucket = flowLogBucket(keys, 30, flowLogObject([lineOf(1)]));
    await using server = await startListingServer(bucket, (page) => page % 50 === 0);
    const args = ['backfill', '--prefix', 's3://b/', '--dry-run', '--json'];
    await using run = startLogflow(args, { env: server.environment, timeoutMs });
    const peak = await peakMemoryOf(run.pid, run.done);
    const { code, stdout, stderr } = await run.done;
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ objects: keys, bytes: keys * bucket.body.length });
    expect(peak).toBeGreaterThan(50e6);
    expect(peak).toBeLessThan(300e6);
  },
  timeoutMs,
);
