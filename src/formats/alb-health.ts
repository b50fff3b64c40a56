import { elbFile } from './elb-keys.ts';
import type { Format } from './format.ts';
import { eventTime, numbers, renamed, status, texts, wordsFormat } from './words.ts';

/** Source: "Health check logs" of Application Load Balancers, Elastic Load Balancing. */
export const albHealth: Format = wordsFormat({
  name: 'albhealth',
  revision: 1,
  claims: elbFile('app\\.[^/]+', 'health_check_log[._]'),
  begins: '[a-z0-9]+ [0-9-]+T[0-9:.]+Z [0-9.-]+ ',
  words: 'type time latency target_addr target_group_id status status_code reason_code',
  least: 6,
  pieces: [
    eventTime('iso', 'time'),
    renamed('type', 'type2'),
    numbers('latency', 'double'),
    // An address and a port, or the ARN of a function.
    texts('target_addr target_group_id status'),
    status('status_code'),
    texts('reason_code'),
  ],
});
