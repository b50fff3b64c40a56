import { documentFamilies } from './document-families.ts';
import type { Family } from './family.ts';
import { sourceFamilies } from './source-families.ts';
import { stateFamilies } from './state-families.ts';

/** Every metric of logflow's own, once: the exposition and the table in docs/metrics.md are made from this. */
export const families: readonly Family[] = [...stateFamilies, ...sourceFamilies, ...documentFamilies];
