import { readFileSync } from 'node:fs';
import type { MetricsSnapshot } from '../../model/metrics.ts';
import { createExposition } from './exposition.ts';
import { whyNotReady } from './readiness.ts';
import { type MetricsAddress, type MetricsServer, serve } from './server.ts';

/** What the endpoint tells of. */
export interface Watched {
  readonly command: string;
  /** The latest published one: nothing is counted for a scrape. */
  readonly snapshot: () => MetricsSnapshot;
  /** Whether what the run writes to was reached. */
  readonly started: () => boolean;
}

/** Serves `/metrics`, `/healthz` and `/readyz`. Throws `LogflowError` when it cannot. */
export async function serveExposition(
  address: MetricsAddress,
  { command, snapshot, started }: Watched,
): Promise<MetricsServer> {
  const exposition = createExposition({ version: ownVersion(), command });
  return serve(address, {
    '/metrics': async () => ({
      status: 200,
      type: exposition.contentType,
      body: await exposition.text(snapshot()),
    }),
    // That it is answered at all says that the event loop turns.
    '/healthz': () => ({ status: 200, body: 'alive\n' }),
    '/readyz': () => {
      const why = whyNotReady(snapshot(), started());
      return why === undefined
        ? { status: 200, body: 'ready\n' }
        : { status: 503, body: `not ready: ${why}\n` };
    },
  });
}

function ownVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
