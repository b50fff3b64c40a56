import { meta } from './meta.ts';
import { count } from './units.ts';

/** How the work is done. */
export const runSettings = {
  concurrency: count(1, 256)
    .prefault(8)
    .meta(meta({ group: 'RUN', value: 'N', description: 'Objects read at once' })),
  threads: count(0, 0)
    .prefault(0)
    .meta(
      meta({
        group: 'RUN',
        value: '0',
        description: 'Worker threads that transform; 0, inline, is all there is so far',
      }),
    ),
};
