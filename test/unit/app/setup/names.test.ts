import { expect, it } from 'vitest';
import { setupSection } from '../../../../src/app/settings/setup.ts';
import { namesOf } from '../../../../src/app/setup/names.ts';

const place = { partition: 'aws-cn', region: 'cn-north-1', account: '123456789012' };
const names = (queue?: string, section: object = {}) => namesOf(setupSection.parse(section), queue, place);

it.each([
  [undefined, 'logflow-objects'],
  ['mine', 'mine'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/mine', 'mine'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/mine/', 'mine'],
])('the queue %s is %s, and its dead letters go beside it', (queue, name) => {
  expect(names(queue)).toMatchObject({
    queue: name,
    queueArn: `arn:aws-cn:sqs:cn-north-1:123456789012:${name}`,
    deadLetterQueue: `${name}-dlq`,
  });
});

it('all names begin with the project, and the suffix follows the format', () => {
  const of = ['vpc-0123456789abcdef0'];
  expect(names(undefined, { project: 'flows', 'flow-logs': { of, format: 'parquet' } })).toMatchObject({
    ...{
      bucket: 'flows-123456789012-cn-north-1',
      bucketArn: 'arn:aws-cn:s3:::flows-123456789012-cn-north-1',
    },
    ...{ topic: 'flows-objects', rule: 'flows-objects', role: 'flows-consumer', suffix: '.log.parquet' },
  });
});
