import { trailFile } from './cloudtrail.ts';
import { below, eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/** Source: "CloudTrail record contents for Insights events for trails", CloudTrail User Guide. */
export const cloudTrailInsight: Format = eventsFormat({
  name: 'cloudtrailinsight',
  revision: 1,
  claims: trailFile('CloudTrail-Insight'),
  envelope: 'records',
  time: ['eventTime'],
  fields: {
    keyword: `
      eventVersion awsRegion eventID eventType recipientAccountId sharedEventID eventCategory
      ${below('insightDetails', 'state eventSource eventName insightType errorCode')}`,
    date: 'eventTime',
    double: below(
      'insightDetails.insightContext.statistics',
      'baseline.average insight.average insightDuration baselineDuration',
    ),
    text: 'insightDetails.insightContext.attributions',
  },
});
