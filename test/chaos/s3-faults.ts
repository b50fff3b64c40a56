import type { S3Fault, S3Harm } from '../helpers/s3-proxy.ts';
import { dice } from './dice.ts';
import type { Mischief } from './faults.ts';
import type { Killer } from './killer.ts';

export interface FaultParts {
  readonly seed: number;
  /** Its number among the consumers. */
  readonly consumer: number;
  readonly mischief: Mischief;
  readonly killer: Killer;
}

/** What one consumer's S3 does wrong. `sizes`: bytes of each object, by key. */
export function s3Faults(
  { seed, consumer, mischief, killer }: FaultParts,
  sizes: ReadonlyMap<string, number>,
): S3Fault {
  const name = `s3 of ${consumer}`;
  const draw = mischief.deck(name, 16, ['s3-500', 's3-503', 's3-reset', 's3-stall', 's3-truncate']);
  const random = dice(seed, `${name}: how much`);
  return async ({ key, headers }): Promise<S3Harm | undefined> => {
    if (await killer.at(consumer, 'reading')) return { kind: 'reset' };
    const from = Number(/^bytes=(\d+)-/.exec(String(headers.range))?.[1] ?? 0);
    const after = random.below(Math.max(1, (sizes.get(key) ?? 1) - from));
    const drawn = draw();
    if (drawn) mischief.count(drawn);
    switch (drawn) {
      case 's3-500':
        return { kind: 'answer', status: 500, code: 'InternalError', message: 'We encountered an error.' };
      case 's3-503':
        return { kind: 'answer', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
      case 's3-reset':
        return { kind: 'reset' };
      case 's3-stall':
        return { kind: 'stall', after };
      case 's3-truncate':
        return { kind: 'truncate', after };
      default:
        return undefined;
    }
  };
}
