import type { ByteOrderStore } from './byte-order-store.ts';
import type { Delivery } from './deliver.ts';
import type { App } from './fauxqs.ts';
import {
  type NotificationConfiguration,
  parseNotification,
  renderNotification,
} from './notification-configuration.ts';
import { notificationProblem } from './notification-rules.ts';
import { testEvent } from './s3-event.ts';
import { s3Request, sendRefusal, sendXml } from './s3-http.ts';

/** By bucket. */
export type Configurations = Map<string, NotificationConfiguration>;

const NONE: NotificationConfiguration = { rules: [], eventBridge: false, lambda: false };

/**
 * Wrong in fauxqs 2.4.1: `PUT ?notification` is taken for CreateBucket and answered 200, and `GET ?notification`
 * is a listing.
 * Right: the configuration is checked, kept and answered, and every destination gets a test message
 * (API reference of PutBucketNotificationConfiguration and GetBucketNotificationConfiguration).
 */
export function installNotifications(
  app: App,
  store: ByteOrderStore,
  delivery: Delivery,
  configurations: Configurations,
): void {
  app.addHook('preHandler', async (request, reply) => {
    const s3 = s3Request(request);
    if (s3 === undefined || s3.key !== '' || !('notification' in s3.query)) {
      return;
    }
    if (!store.hasBucket(s3.bucket)) {
      return sendRefusal(reply, {
        status: 404,
        code: 'NoSuchBucket',
        message: 'The specified bucket does not exist',
      });
    }
    if (s3.method !== 'PUT') {
      return sendXml(reply, renderNotification(configurations.get(s3.bucket) ?? NONE));
    }
    const configuration = parseNotification(s3.body());
    const problem = notificationProblem(configuration, delivery.exists);
    if (problem !== undefined) {
      return sendRefusal(reply, problem);
    }
    configurations.set(s3.bucket, configuration);
    for (const rule of configuration.rules) {
      delivery.deliver(rule, testEvent(s3.bucket, new Date(), request.id));
    }
    return reply.status(200).send();
  });
  // A configuration goes with its bucket: another one of the same name starts without.
  app.addHook('onSend', (request, _reply, _payload, done) => {
    const s3 = s3Request(request);
    if (s3?.method === 'DELETE' && !store.hasBucket(s3.bucket)) {
      configurations.delete(s3.bucket);
    }
    done();
  });
}
