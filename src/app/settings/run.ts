import { isIP } from 'node:net';
import { z } from 'zod';
import { logLevels } from '../log-levels.ts';
import { meta } from './meta.ts';
import { count, duration, text } from './units.ts';

/** A name or an address: no port, no brackets, no scheme. */
const isHost = (host: string) => isIP(host) !== 0 || /^[\w.-]+$/.test(host);

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
  'metrics-port': count(0, 65_535)
    .optional()
    .meta(
      meta({
        group: 'RUN',
        value: 'PORT',
        description:
          'Port for /metrics (Prometheus), /healthz and /readyz of consume and backfill; 0: any that is free, and stderr says which',
        otherwise: 'nothing is served',
      }),
    ),
  'metrics-host': text()
    .refine(isHost, 'must be the name or the address of an interface, like 127.0.0.1, 0.0.0.0 or ::1')
    .prefault('127.0.0.1')
    .meta(
      meta({
        group: 'RUN',
        value: 'HOST',
        description: 'Where --metrics-port listens; 0.0.0.0 is every interface. There is no password',
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
