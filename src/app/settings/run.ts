import { z } from 'zod';
import { logLevels } from '../log-levels.ts';
import { meta } from './meta.ts';
import { count, duration, text } from './units.ts';

/** How the work is done. */
export const runSettings = {
  concurrency: count(1, 256)
    .prefault(32)
    .meta(meta({ group: 'RUN', value: 'N', description: 'Objects read at once, at most; it begins with 8' })),
  threads: count(0, 64)
    .optional()
    .meta(
      meta({
        group: 'RUN',
        value: 'N',
        description: 'Worker threads that turn lines into documents; 0: the main thread does it',
        otherwise: 'the cores less one, as memory and concurrency allow; at least 1',
      }),
    ),
  'stop-grace': duration(0, 3600)
    .prefault('20s')
    .meta(
      meta({
        group: 'RUN',
        value: 'TIME',
        description:
          'After Ctrl-C or SIGTERM what is open may take this long; then it is put back. 0 puts it back at once',
      }),
    ),
  'log-level': z
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .prefault('info')
    .meta(
      meta({
        group: 'RUN',
        value: 'LEVEL',
        description: `What is said on stderr while a run goes on: ${logLevels.join(', ')}`,
      }),
    ),
  'log-file': text()
    .optional()
    .meta(
      meta({
        group: 'RUN',
        value: 'FILE',
        description:
          'File to append log records to, as JSON lines; without it they go to stderr, as text, and as JSON lines with --json',
      }),
    ),
};
