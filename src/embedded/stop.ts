import type { App, Stores } from './fauxqs.ts';

/**
 * Wrong in fauxqs 2.4.1: it ends the long polls that wait when it begins to close; one whose body is still on its way
 * then begins to wait, and its timers keep the process for up to 20 s.
 * Right: once stopping, no request gets as far as waiting.
 *
 * @returns closes the server, its connections and every long poll; may be called again.
 */
export function installStop(app: App, sqs: Stores['sqsStore']): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  app.addHook('preHandler', async (_request, reply) => {
    if (stopping !== undefined) {
      return reply.status(503).send();
    }
  });
  const stop = async () => {
    await app.close();
    // Those that were past the hook above, and not yet waiting when fauxqs looked.
    sqs.shutdown();
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
}
