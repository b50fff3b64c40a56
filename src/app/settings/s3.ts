import { bucketList, endpointUrl, requestPayer, roleSessionName } from './buckets.ts';
import { meta } from './meta.ts';
import { flag } from './units.ts';

/** How buckets are spoken to. */
export const s3Settings = {
  's3-endpoint': endpointUrl()
    .optional()
    .meta(
      meta({
        group: 'SOURCE',
        value: 'URL',
        description: 'S3 endpoint, where it is not that of AWS',
        otherwise: 'AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or AWS',
      }),
    ),
  'path-style': flag()
    .optional()
    .meta(
      meta({
        group: 'SOURCE',
        on: true,
        description: 'Name buckets in the path of a URL, not in its host',
        otherwise: 'where the S3 endpoint is not that of AWS',
      }),
    ),
  'request-payer': requestPayer()
    .prefault('bucket-owner')
    .meta(
      meta({
        group: 'SOURCE',
        value: 'requester|bucket-owner',
        description: 'Who pays for requests; requester is what buckets with Requester Pays ask for',
      }),
    ),
  'role-session-name': roleSessionName()
    .prefault('logflow')
    .meta(
      meta({
        group: 'SOURCE',
        value: 'NAME',
        description: 'Name of the sessions in which roles of `buckets` are assumed, as CloudTrail shows it',
      }),
    ),
  buckets: bucketList.optional().meta(
    meta({
      group: 'SOURCE',
      fileOnly: true,
      value: 'LIST',
      description: 'What is different for some buckets',
      otherwise: 'all alike',
    }),
  ),
};
