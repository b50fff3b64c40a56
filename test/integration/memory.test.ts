import { expect, it } from 'vitest';
import { consumeLargeObject } from '../../bench/large-object.ts';
import { ingestLargeRecords } from '../../bench/large-records.ts';

it.skipIf(process.platform !== 'linux')(
  'an object of 192 MiB flows through in memory that has nothing to do with its size',
  async () => {
    const small = await consumeLargeObject(16 * 2 ** 20);
    const large = await consumeLargeObject(192 * 2 ** 20);
    for (const { indexed, acknowledged, lines } of [small, large])
      expect([indexed, acknowledged]).toEqual([lines, lines]);
    expect(small.peakMemory).toBeGreaterThan(50 * 2 ** 20);
    // What is under way at once is bounded, and a small object fills less of it; the bound of 1 GiB is that of `npm run bench -- memory`.
    expect(large.peakMemory).toBeLessThan(small.peakMemory + 120e6);
    expect(large.peakMemory).toBeLessThan(450 * 2 ** 20);
  },
);

it.skipIf(process.platform !== 'linux')(
  'a list Records of 60 MiB on one line flows through in the memory of one of 1 MiB',
  async () => {
    const small = await ingestLargeRecords(2 ** 20);
    const large = await ingestLargeRecords(60 * 2 ** 20);
    for (const { indexed, acknowledged, events } of [small, large])
      expect([indexed, acknowledged]).toEqual([events, events]);
    expect(large.events).toBeGreaterThan(50 * small.events);
    expect(small.peakMemory).toBeGreaterThan(50 * 2 ** 20);
    // What is under way at once is bounded, and small files fill less of it; the events themselves would be far more.
    expect(large.peakMemory).toBeLessThan(small.peakMemory + 60e6);
  },
);
