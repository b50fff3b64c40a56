import type { ByteOrderStore } from './byte-order-store.ts';
import type { Delivery } from './deliver.ts';
import type { App } from './fauxqs.ts';
import { matches } from './notification-rules.ts';
import type { Configurations } from './notifications.ts';
import { type Change, plannedChanges } from './object-changes.ts';
import { objectEvent } from './s3-event.ts';
import { s3Request } from './s3-http.ts';

export interface ObjectEventParts {
  readonly store: ByteOrderStore;
  readonly delivery: Delivery;
  readonly configurations: Configurations;
  readonly region: string;
}

/**
 * Wrong in fauxqs 2.4.1: nothing is sent when an object is created or removed.
 * Right: each rule of the bucket that matches gets an event (S3 user guide, "Amazon S3 Event Notifications").
 * It is sent before the answer to the request, so whoever has the answer finds the message in the queue.
 */
export function installObjectEvents(
  app: App,
  { store, delivery, configurations, region }: ObjectEventParts,
): void {
  const planned = new WeakMap<object, { bucket: string; changes: readonly Change[] }>();
  // Time first, so that it rises over restarts too. What S3's is made of nobody knows.
  let sequence = BigInt(Date.now()) << 20n;

  app.addHook('preHandler', async (request) => {
    const s3 = s3Request(request);
    if (s3 === undefined || !configurations.has(s3.bucket)) {
      return;
    }
    const { bucket } = s3;
    // Deleting what is not there succeeds, but removes nothing.
    const changes = plannedChanges(s3).filter(
      (change) => change.kind === 'created' || store.find(bucket, change.key),
    );
    planned.set(request, { bucket, changes });
  });

  // Not async: fauxqs's handlers send and return nothing, so while an async hook waits Fastify sends a second time.
  app.addHook('onSend', (request, reply, _payload, done) => {
    const plan = planned.get(request);
    if (plan !== undefined && reply.statusCode < 300) {
      for (const change of plan.changes) {
        tell(plan.bucket, change, String(reply.getHeader('x-amz-request-id')));
      }
    }
    done();
  });

  function tell(bucket: string, { kind, event, key }: Change, requestId: string): void {
    const object = kind === 'created' ? store.find(bucket, key) : undefined;
    sequence += 1n;
    for (const rule of configurations.get(bucket)?.rules ?? []) {
      if (matches(rule, event, key)) {
        const message = objectEvent({
          name: event,
          bucket,
          key,
          ...(object && { created: { size: object.contentLength, etag: object.etag } }),
          configurationId: rule.id,
          region,
          time: new Date(),
          sequence,
          requestId,
        });
        delivery.deliver(rule, message);
      }
    }
  }
}
