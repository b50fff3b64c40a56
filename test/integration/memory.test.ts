import { expect, it } from 'vitest';
import { consumeLargeObject } from '../../bench/large-object.ts';

it.skipIf(process.platform !== 'linux')(
  'an object of 192 MiB flows through in memory that has nothing to do with its size',
  async () => {
    const result = await consumeLargeObject(192 * 2 ** 20);
    expect(result.indexed).toBe(result.lines);
    expect(result.acknowledged).toBe(result.lines);
    // The bound for an object of 1 GiB (npm run bench -- memory) holds here all the more.
    expect(result.peakMemory).toBeGreaterThan(50 * 2 ** 20);
    expect(result.peakMemory).toBeLessThan(450e6);
  },
);
