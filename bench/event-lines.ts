import { clock, host, pick } from './family-values.ts';

const calls = [
  ['s3.amazonaws.com', 'GetObject'],
  ['sts.amazonaws.com', 'AssumeRole'],
  ['ec2.amazonaws.com', 'DescribeInstances'],
  ['kms.amazonaws.com', 'Decrypt'],
] as const;

/** An event of CloudTrail, about 1.4 kB, without a line end: another address, key and id each. */
export function cloudTrailRecord(n: number): string {
  const [eventSource, eventName] = pick(calls, n);
  const { date, time } = clock(n);
  const role = `arn:aws:iam::123456789012:role/reader-${n % 40}`;
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: {
      ...{ type: 'AssumedRole', principalId: `AROAEXAMPLEID${n % 1000}:session` },
      arn: `arn:aws:sts::123456789012:assumed-role/reader-${n % 40}/session`,
      ...{ accountId: '123456789012', accessKeyId: `ASIAIOSFODNN7EXAMP${n % 100}` },
      sessionContext: {
        sessionIssuer: {
          ...{ type: 'Role', principalId: `AROAEXAMPLEID${n % 1000}`, arn: role },
          ...{ accountId: '123456789012', userName: `reader-${n % 40}` },
        },
        attributes: { creationDate: `${date}T00:00:00Z`, mfaAuthenticated: 'false' },
      },
    },
    ...{ eventTime: `${date}T${time}Z`, eventSource, eventName, awsRegion: 'us-east-2' },
    ...{ sourceIPAddress: host(n), userAgent: 'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux' },
    requestParameters: {
      ...{ bucketName: 'amzn-s3-demo-bucket', key: `photos/2026/${n}.jpg` },
      Host: 'amzn-s3-demo-bucket.s3.us-east-2.amazonaws.com',
    },
    responseElements: null,
    additionalEventData: {
      ...{ SignatureVersion: 'SigV4', CipherSuite: 'TLS_AES_128_GCM_SHA256', bytesTransferredIn: 0 },
      ...{ AuthenticationMethod: 'AuthHeader', bytesTransferredOut: n % 90_000 },
    },
    ...{ requestID: `EXAMPLE${n}`, eventID: `7116c6a1-0000-4000-8000-${`${n}`.padStart(12, '0')}` },
    readOnly: n % 4 !== 0,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::amzn-s3-demo-bucket/photos/2026/${n}.jpg` },
      { accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::amzn-s3-demo-bucket' },
    ],
    ...{ eventType: 'AwsApiCall', managementEvent: false, recipientAccountId: '123456789012' },
    eventCategory: 'Data',
    tlsDetails: {
      ...{ tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
      clientProvidedHostHeader: 'amzn-s3-demo-bucket.s3.us-east-2.amazonaws.com',
    },
  });
}

/** A request that AWS WAF looked at, about 1.2 kB. */
export function wafLine(n: number): string {
  const clientIp = host(n);
  return JSON.stringify({
    ...{ timestamp: Date.UTC(2026, 10, 20) + n * 3, formatVersion: 1 },
    webaclId:
      'arn:aws:wafv2:eu-west-3:111122223333:regional/webacl/shop/1EXAMPLE-2ARN-3ARN-4ARN-123456EXAMPLE',
    ...{
      terminatingRuleId: 'Default_Action',
      terminatingRuleType: 'REGULAR',
      action: n % 9 ? 'ALLOW' : 'BLOCK',
    },
    ...{ terminatingRuleMatchDetails: [], httpSourceName: 'ALB' },
    httpSourceId: '111122223333-app/shop/50dc6c495c0c9188',
    ruleGroupList: [
      {
        ruleGroupId: 'AWS#AWSManagedRulesCommonRuleSet',
        ...{ terminatingRule: null, nonTerminatingMatchingRules: [], excludedRules: null },
      },
    ],
    ...{ rateBasedRuleList: [], nonTerminatingMatchingRules: [], requestHeadersInserted: null },
    responseCodeSent: null,
    httpRequest: {
      ...{ clientIp, country: 'FR' },
      headers: [
        { name: 'Host', value: 'shop.example.com' },
        { name: 'User-Agent', value: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36' },
        { name: 'X-Forwarded-For', value: clientIp },
      ],
      ...{ uri: '/api/v1/orders', args: `id=${n}`, httpVersion: 'HTTP/2.0', httpMethod: 'GET' },
      ...{ requestId: `1-${n}-EXAMPLE`, fragment: '', scheme: 'https', host: 'shop.example.com' },
    },
    labels: [{ name: 'awswaf:managed:token:absent' }],
    requestBodySize: 0,
    requestBodySizeInspectedByWAF: 0,
    ja3Fingerprint: 'f7f3b5d7b1a5e3d8c6a1f0b2c3d4e5f6',
    ja4Fingerprint: 't13d1516h2_8daaf6152771_e5627efa2ab1',
  });
}
