import { readFileSync } from 'node:fs';

/** A log of test/fixtures/events: its documents are those of `NAME.expected.json`, without `log`. */
export interface EventLog {
  readonly pipeline: string;
  /** As AWS's documentation writes it, behind prefixes that users choose. */
  readonly key: string;
  readonly content: Buffer;
  readonly expected: readonly { readonly index: string; readonly document: Record<string, unknown> }[];
}

const keys: readonly (readonly [pipeline: string, key: string])[] = [
  [
    'cloudtrail',
    'audit/AWSLogs/o-exampleorgid/123456789012/CloudTrail/us-east-2/2019/06/19/123456789012_CloudTrail_us-east-2_20190619T0020Z_Mu0KsOhtH1ar15ZZ.json.gz',
  ],
  [
    'cloudtrailinsight',
    'AWSLogs/838185438692/CloudTrail-Insight/us-east-1/2020/07/21/838185438692_CloudTrail-Insight_us-east-1_20200721T2100Z_u8vSRGB7PgY.json.gz',
  ],
  [
    'cloudtraildigest',
    'AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T150131Z.json.gz',
  ],
  [
    'waflogs',
    'AWSLogs/11111111111/WAFLogs/us-east-1/TEST-WEBACL/2021/10/28/19/50/11111111111_waflogs_us-east-1_TEST-WEBACL_20211028T1950Z_e0ca43b5.log.gz',
  ],
  [
    'route53resolver',
    'p/q/AWSLogs/123456789012/vpcdnsquerylogs/vpc-1234567890abcdefa/2020/06/12/vpc-1234567890abcdefa_vpcdnsquerylogs_123456789012_20200612T1525Z_71584702.log.gz',
  ],
  [
    'guardduty',
    'AWSLogs/111122223333/GuardDuty/us-west-2/2020/10/22/b7e5b0c5-3bb5-3b8a-9a7b-4f1c2a6d9e01.jsonl.gz',
  ],
  [
    'networkfirewall',
    'AWSLogs/123456789012/network-firewall/alert/us-east-1/test-firewall/2020/10/13/22/123456789012_network-firewall_alert_us-east-1_test-firewall_202010132210_e5c84094.log.gz',
  ],
  [
    'vpclattice',
    'AWSLogs/123456789012/VpcLattice/AccessLogs/us-west-2/2023/07/28/svc-1a2b3c4d/123456789012_VpcLatticeAccessLogs_us-west-2_svc-1a2b3c4d_20230728T2045Z_e0ca43b5.json.gz',
  ],
  ['cloudfrontjson', 'AWSLogs/123456789012/CloudFront/EMLARXS9EXAMPLE.2026-04-04-12.RT4KCN4SGK9.gz'],
];

export const eventLogs: readonly EventLog[] = keys.map(([pipeline, key]) => ({
  ...{ pipeline, key },
  content: readFileSync(urlOf(`${pipeline}.log`)),
  expected: JSON.parse(readFileSync(urlOf(`${pipeline}.expected.json`), 'utf8')),
}));

function urlOf(name: string): URL {
  return new URL(`../fixtures/events/${name}`, import.meta.url);
}
