import type { Problem } from '../../model/errors.ts';
import { seconds } from '../../model/format.ts';
import { type Found, failure, ok, skipped, warning } from './check.ts';

/** ms. AWS refuses signatures that are older than five minutes; S3 those of fifteen. */
const refused = 5 * 60_000;
const odd = 60_000;

/**
 * Judges clocks by their difference from ours, ms, by endpoint. `signed`: requests to them carry a signature, so that a
 * large difference is a refusal.
 */
export function judgeClocks(skews: ReadonlyMap<string, number>, signed: boolean): Found {
  const [worst] = [...skews].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  if (!worst) return skipped('no answer tells the time');
  const [endpoint, skew] = worst;
  const size = Math.abs(skew);
  if (size <= odd) return ok(`at most ${Math.round(size / 1000)} s off`);
  return signed && size > refused ? failure(wrong(endpoint, skew)) : warning(wrong(endpoint, skew));
}

function wrong(endpoint: string, skew: number): Problem {
  const off = `${seconds(Math.abs(skew) / 1000)} ${skew > 0 ? 'behind' : 'ahead of'}`;
  return {
    code: 'LF_CLOCK',
    message: `the clock of this machine is ${off} that of ${endpoint}`,
    hint: 'Set the clock of this machine (NTP, chrony): AWS refuses signatures that are 5 minutes off, and lags and ages are told wrongly.',
  };
}
