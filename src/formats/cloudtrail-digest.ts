import { trailFile } from './cloudtrail.ts';
import { eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * Hashes of log files, no events: claimed, as a notification for CloudTrail's prefix brings them too, and left out on purpose.
 * Each is counted as filtered, `DIGEST`, and its message is deleted.
 * Source: "CloudTrail digest file structure", CloudTrail User Guide.
 */
export const cloudTrailDigest: Format = eventsFormat({
  name: 'cloudtraildigest',
  revision: 1,
  claims: trailFile('CloudTrail-Digest'),
  time: ['digestEndTime'],
  fields: { date: 'digestEndTime' },
  skip: 'DIGEST',
});
