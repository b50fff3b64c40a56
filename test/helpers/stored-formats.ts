import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A log of test/fixtures/logs, under a name that AWS gives such objects, and what comes of it. */
export interface StoredFormat {
  readonly fixture: string;
  readonly pipeline: string;
  readonly key: string;
  readonly content: Buffer;
  /** Without `message` and `log`. */
  readonly expected: readonly { readonly index: string; readonly document: Record<string, unknown> }[];
}

const elb = 'AWSLogs/123456789012/elasticloadbalancing/us-east-2/2022/05/01';
const file = '123456789012_elasticloadbalancing_us-east-2';
const alb = 'app.my-loadbalancer.1234567890abcdef_20220215T2340Z_172.160.1.192_20sg8hgm';

const keys: readonly (readonly [fixture: string, pipeline: string, key: string])[] = [
  ['albaccess', 'albaccess', `${elb}/${file}_${alb}.log.gz`],
  ['albconnect', 'albconnect', `${elb}/conn_log.${file}_${alb}.log.gz`],
  ['albhealth', 'albhealth', `${elb}/health_check_log_${file}_${alb}.log.gz`],
  ['nlbaccess', 'nlbaccess', `${elb}/${file}_net.my-nlb.1234567890abcdef_20220501T0000Z_20sg8hgm.log.gz`],
  ['clbaccess', 'clbaccess', `${elb}/${file}_my-loadbalancer_20180215T2340Z_172.160.001.192_20sg8hgm.log`],
  ['cloudfront', 'cloudfront', 'example-prefix/EMLARXS9EXAMPLE.2019-11-14-20.RT4KCN4SGK9.gz'],
  ['cloudfront-v2', 'cloudfront', 'AWSLogs/123456789012/CloudFront/E1A2B3C4D5E6F7.2019-12-04-21.a103fd5a.gz'],
  ['s3access', 's3access', 'logs/2019-02-06-00-21-57-DD6CC733AEC4F1B2'],
  [
    'globalaccelerator',
    'globalaccelerator',
    'prefix1/AWSLogs/123456789012/globalaccelerator/us-west-2/2018/11/23/123456789012_globalaccelerator_1234abcd-abcd-1234-abcd-1234abcdefgh_20181123T0005Z_1fb1234.log.gz',
  ],
];

export const storedFormats: readonly StoredFormat[] = keys.map(([fixture, pipeline, key]) => ({
  ...{ fixture, pipeline, key },
  content: readFileSync(pathOf(`${fixture}.log`)),
  expected: JSON.parse(readFileSync(pathOf(`${fixture}.expected.json`), 'utf8')),
}));

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../fixtures/logs/${name}`, import.meta.url));
}
