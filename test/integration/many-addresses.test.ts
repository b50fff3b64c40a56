import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { peakMemoryOf } from '../../bench/measure.ts';
import { articleHeader, goldenLine } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const lines = 150_000;

/** The article's line with two addresses that no other line has, a quarter of them IPv6. */
function* manyAddresses(): Generator<string> {
  yield articleHeader;
  for (let n = 0; n < lines; n += 1) {
    const v4 = (first: number) => `${first + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7`;
    const from = n % 2 === 0 ? v4(20) : `2600:${(n & 0xffff).toString(16)}:${n >> 16}::1`;
    yield goldenLine.replaceAll('172.31.25.250', from).replaceAll('54.187.220.203', v4(60));
  }
}

/** The peak of reading them, bytes. */
async function peakOf(folder: string, file: string, text: readonly string[]): Promise<number> {
  writeFileSync(join(folder, file), `${text.join('\n')}\n`);
  const args = ['ingest', file, '--output', `ndjson:${file}-out`, '--json', '--threads', '1'];
  const enrich = ['--enrich', 'protocol,ports,tcp-flags,direction,community-id'];
  await using run = startLogflow([...args, ...enrich], { cwd: folder });
  const peak = await peakMemoryOf(run.pid, run.done);
  const { code, stdout, stderr } = await run.done;
  expect(code, stderr).toBe(0);
  expect(summaryOf(stdout)).toMatchObject({ documents: { read: lines, indexed: lines } });
  return peak;
}

it.skipIf(process.platform !== 'linux')(
  '300,000 distinct addresses with every enrichment: the peak is that of two addresses',
  async () => {
    await using folder = temporaryFolder();
    const text = [...manyAddresses()];
    expect(new Set(text.flatMap((line) => line.split(' ').slice(10, 12))).size).toBeGreaterThanOrEqual(
      300_000,
    );
    const many = await peakOf(folder.path, 'many.log', text);
    const few = await peakOf(
      folder.path,
      'few.log',
      text.map((_, n) => (n === 0 ? articleHeader : goldenLine)),
    );
    // Remembering each address with its place would take more than a hundred bytes apiece, twice over in tables that grow.
    expect(many).toBeLessThan(few + 60e6);
    expect(few).toBeGreaterThan(150 * 2 ** 20);
    // geoip-lite's 112 MB included.
    expect(many).toBeLessThan(550e6);
  },
);
