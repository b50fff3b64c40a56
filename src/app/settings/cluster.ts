import { z } from 'zod';
import { meta } from './meta.ts';
import { count, days, duration, flag, list, size, text } from './units.ts';

function isNodeUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

const nodeList = list('must be a URL or a list of URLs')
  // The value is not shown: it may hold a password.
  .refine((nodes) => nodes.every(isNodeUrl), 'must be http:// or https:// URLs');

/** Where documents go, and how. */
export const clusterSettings = {
  node: nodeList.optional().meta(
    meta({
      group: 'CLUSTER',
      value: 'URL',
      list: true,
      description: 'Elasticsearch or OpenSearch node; may be given several times',
    }),
  ),
  username: text()
    .optional()
    .meta(meta({ group: 'CLUSTER', value: 'NAME', description: 'User for basic authentication' })),
  password: text()
    .optional()
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'SECRET',
        secret: true,
        description: 'Its password; better in LOGFLOW_PASSWORD than in the process list',
      }),
    ),
  'api-key': text()
    .optional()
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'SECRET',
        secret: true,
        description: 'Elasticsearch API key, base64 as Kibana shows it',
      }),
    ),
  'bearer-token': text()
    .optional()
    .meta(meta({ group: 'CLUSTER', value: 'SECRET', secret: true, description: 'Bearer token' })),
  sigv4: z
    .enum(['es', 'aoss'], 'must be es or aoss')
    .optional()
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'es|aoss',
        description:
          'Sign requests with the AWS credentials: es for Amazon OpenSearch Service, aoss for Serverless',
      }),
    ),
  ca: text()
    .optional()
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'FILE',
        description: "PEM file with the authority that signed the cluster's certificate",
      }),
    ),
  compress: flag()
    .prefault(false)
    .meta(meta({ group: 'CLUSTER', description: 'Send bulk bodies gzipped: less network, more CPU' })),
  'request-timeout': duration(1, 3600)
    .prefault('60s')
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'TIME',
        description: 'Longest wait for the answer to a bulk request',
      }),
    ),
  patience: duration(0, 86_400)
    .prefault('30s')
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'TIME',
        description:
          'How long a cluster that takes nothing is waited for at the start and in runs that have an end; `consume` without --drain waits for ever',
      }),
    ),
  'bulk-bytes': size(1024, 100 * 2 ** 20)
    .prefault('5MiB')
    .meta(meta({ group: 'CLUSTER', value: 'SIZE', description: 'Bulk request: most bytes' })),
  'bulk-docs': count(1, 1_000_000)
    .prefault(10_000)
    .meta(meta({ group: 'CLUSTER', value: 'N', description: 'Bulk request: most documents' })),
  'bulk-age': duration(0.01, 600)
    .prefault('1s')
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'TIME',
        description: 'Bulk request: longest wait for it to fill up',
      }),
    ),
  'bulk-concurrency': count(1, 64)
    .prefault(4)
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'N',
        description: 'Bulk requests under way at once, at most; fewer while the cluster has too much to do',
      }),
    ),
  template: flag()
    .prefault(true)
    .meta(
      meta({
        group: 'CLUSTER',
        on: true,
        description: 'Make sure before the first write that the index template is there',
      }),
    ),
  'data-stream': flag()
    .prefault(false)
    .meta(
      meta({
        group: 'CLUSTER',
        description:
          'Write to one data stream, named like the pipeline or by --index, instead of an index a day: what is read again after a rollover is indexed again',
      }),
    ),
  'delete-after': days()
    .optional()
    .meta(
      meta({
        group: 'CLUSTER',
        value: 'DAYS',
        description:
          'With the template, a policy of the cluster (ILM or ISM) that deletes each daily index so long after it was made, as in 90d',
        otherwise: 'never',
      }),
    ),
};
