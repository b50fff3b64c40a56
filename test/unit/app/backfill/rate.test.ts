import { describe, expect, it } from 'vitest';
import { Pacer, parseRate } from '../../../../src/app/backfill/rate.ts';
import type { Clock } from '../../../../src/model/control.ts';

function clockAt(): Clock & { at: number } {
  const clock = {
    at: 0,
    now: () => clock.at,
    async sleep(ms: number) {
      clock.at += ms;
    },
  };
  return clock;
}

const signal = new AbortController().signal;

describe('--rate', () => {
  it.each([
    ['50', 'objects', 50],
    ['0.5 objects/s', 'objects', 0.5],
    ['5000docs', 'documents', 5000],
    ['5000 documents/s', 'documents', 5000],
  ])('%s', (text, of, perSecond) => {
    expect(parseRate(text)).toEqual({ of, perSecond });
  });

  it.each(['', '0', '-1', 'fast', '10MB', '1e9', 'Infinity'])('%j is no rate', (text) => {
    expect(parseRate(text)).toBeUndefined();
  });

  it('objects: no more than so many a second, whoever asks', async () => {
    const clock = clockAt();
    const pacer = new Pacer({ of: 'objects', perSecond: 10 }, clock);
    for (let n = 0; n < 110; n++) await pacer.admit(signal);
    // The first second is free.
    expect(clock.at).toBeGreaterThanOrEqual(9_900);
    expect(clock.at).toBeLessThan(11_000);
  });

  it('documents: the guess is set right by what came', async () => {
    const clock = clockAt();
    const pacer = new Pacer({ of: 'documents', perSecond: 1_000 }, clock);
    for (let n = 0; n < 100; n++) pacer.settled(await pacer.admit(signal), 500);
    expect(clock.at).toBeGreaterThan(47_000);
    expect(clock.at).toBeLessThan(51_000);
  });
});
