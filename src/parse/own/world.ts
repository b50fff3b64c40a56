import type { GeoLookup } from '../geo-record.ts';

/** What steps need to know besides the event. */
export interface StepWorld {
  readonly geo: GeoLookup;
  /** s since the epoch; times before it are not accepted (R4). */
  readonly earliest: number;
}
