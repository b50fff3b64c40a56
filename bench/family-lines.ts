import { cloudTrailRecord, wafLine } from './event-lines.ts';
import { clock, host, pick } from './family-values.ts';
import { FlowData } from './flow-data.ts';

/** Lines of a kind of log, as its bytes: the same every time. */
export type FamilyLines = (lines: number) => string;

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'curl/8.9.1',
  'ELB-HealthChecker/2.0',
];
const paths = ['/', '/api/v1/orders/4711?expand=items', '/static/app.3f2a9c1d.js', '/login'];

const many =
  (line: (n: number) => string, head = '') =>
  (lines: number) =>
    `${head}${Array.from({ length: lines }, (_, n) => line(n)).join('\n')}\n`;

function alb(n: number): string {
  const { micros } = clock(n);
  const target = `10.0.${n & 3}.${n & 127}:8080`;
  return `https ${micros} app/shop/50dc6c495c0c9188 ${host(n)}:${1024 + (n % 60_000)} ${target} 0.000 0.0${10 + (n % 80)} 0.000 200 200 ${100 + (n % 900)} ${n % 90_000} "GET https://shop.example.com:443${pick(paths, n)} HTTP/2.0" "${pick(agents, n)}" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe${100 + (n % 900)}" "shop.example.com" "session-reused" 0 ${micros} "forward" "-" "-" "${target}" "200" "-" "-" TID_${n}`;
}

function s3(n: number): string {
  const { date, time } = clock(n);
  const day = `[${date.slice(8)}/Nov/2026:${time} +0000]`;
  return `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket1 ${day} ${host(n)} arn:aws:iam::123456789012:user/reader 3E57427F3EXAMPL${n % 10} REST.GET.OBJECT photos/2026/${n % 4000}.jpg "GET /amzn-s3-demo-bucket1/photos/2026/${n % 4000}.jpg HTTP/1.1" 200 - ${n % 90_000} ${n % 90_000} ${n % 70} ${n % 9} "-" "${pick(agents, n)}" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 - -`;
}

const cloudFrontHead = `#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end\n`;

function cloudFront(n: number): string {
  const { date, time } = clock(n);
  const agent = pick(agents, n).replaceAll(' ', '%20');
  return [
    ...[
      date,
      time,
      'FRA56-P5',
      `${300 + (n % 9000)}`,
      host(n),
      'GET',
      'd111111abcdef8.cloudfront.net',
      pick(paths, n),
    ],
    ...['200', '-', agent, '-', '-', 'Hit', `SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNI${n % 10}`],
    ...[
      'shop.example.com',
      'https',
      `${20 + (n % 400)}`,
      `0.00${n % 10}`,
      '-',
      'TLSv1.3',
      'TLS_AES_128_GCM_SHA256',
    ],
    ...[
      'Hit',
      'HTTP/2.0',
      '-',
      '-',
      `${1024 + (n % 60_000)}`,
      `0.00${n % 10}`,
      'Hit',
      'text/html',
      `${n % 5000}`,
    ],
    ...['-', '-'],
  ].join('\t');
}

/** A web server's line, for pipelines of one's own. */
function web(n: number): string {
  const { date, time } = clock(n);
  return `${host(n)} - - [${date.slice(8)}/Nov/2026:${time} +0000] "GET ${pick(paths, n)} HTTP/1.1" ${pick(['200', '304', '404'], n)} ${n % 90_000} "${pick(agents, n)}"`;
}

const records = (lines: number) =>
  `{"Records":[${Array.from({ length: lines }, (_, n) => cloudTrailRecord(n)).join()}]}`;

/** By the name of a pipeline. */
export const familyLines: Readonly<Record<string, FamilyLines>> = {
  vpcflowlogs: (lines) => new FlowData().text(lines),
  albaccess: many(alb),
  s3access: many(s3),
  cloudfront: many(cloudFront, cloudFrontHead),
  cloudtrail: records,
  waflogs: many(wafLine),
  'own-dissect': many(web),
  'own-regex': many(web),
};
