import { describe, expect, it } from 'vitest';
import { settings } from '../../../../src/app/settings/settings.ts';
import { exportSetup } from '../../../../src/app/setup/export/export.ts';
import { setupOptions } from '../../../../src/app/setup/options.ts';
import { chosen, createParts, fromTheEnd } from '../../../../src/app/setup/parts.ts';
import { refuseOtherPlace } from '../../../../src/app/setup/place.ts';
import { namesFor, place, sectionOf } from '../../../helpers/setup-kit.ts';

describe('the flags', () => {
  it('several parts, with commas or again', () => {
    const { only } = setupOptions({ only: ['queue, topic', 'rule'] }, [], {});
    expect([...only]).toEqual(['queue', 'topic', 'rule']);
  });

  it('a part that is none is a mistake that names them all', () => {
    expect(() => setupOptions({ only: ['queues'] }, [], {})).toThrow(
      /--only: must be some of bucket, queue, topic/,
    );
  });

  it('LOGFLOW_DRY_RUN=yes is a dry run, and a word that is none is a mistake', () => {
    const heard = (word: string) => setupOptions({ 'dry-run': false }, [], { LOGFLOW_DRY_RUN: word });
    expect(heard('yes').dryRun).toBe(true);
    expect(() => heard('oui')).toThrow(/--dry-run: must be true or false/);
  });
});

describe('--export', () => {
  const mistakes = (flags: Record<string, unknown>) => {
    try {
      setupOptions(flags, [], {});
    } catch (error) {
      return (error as Error).message.split('\n').slice(1);
    }
    return [];
  };

  it('takes an account for the policy alone, and nothing that changes what is there', () => {
    expect(setupOptions({ export: 'policy', account: '012345678901' }, [], {})).toMatchObject({
      export: 'policy',
      account: '012345678901',
    });
    expect(mistakes({ export: 'terraform' })).toEqual(['  --export: must be cloudformation or policy']);
    expect(
      mistakes({ export: 'cloudformation', account: '012345678901', destroy: true, only: ['role'] }),
    ).toEqual([
      '  --account: goes with --export policy',
      '  --destroy: has no meaning beside --export',
      '  --only: has no meaning beside --export',
    ]);
    expect(mistakes({ account: '012345678901' })).toEqual(['  --account: goes with --export policy']);
    expect(mistakes({ export: 'policy', account: '12' })).toEqual([
      '  --account: must be an account id of 12 digits',
    ]);
  });

  it('tells all that setup would refuse, without AWS', async () => {
    const { signal } = new AbortController();
    const setup = { 'kms-key': 'alias/aws/sqs', role: { trust: 'ecs', 'oidc-provider': 'oidc.eks.x/id/E' } };
    const given = settings.parse({ queue: 'q.fifo', setup });
    const problem = await exportSetup(given, 'cloudformation', undefined, signal).catch((error) => error);
    expect(problem).toMatchObject({ code: 'LF_CONFIG', exit: 2 });
    expect(problem.message.split('\n').slice(1)).toEqual([
      '  q.fifo is a FIFO queue: S3 sends to standard queues only',
      expect.stringContaining('the queue q.fifo is encrypted with alias/aws/sqs'),
      '  setup.role.oidc-provider is of EKS, and setup.role.trust is ecs',
    ]);
  });

  it('a policy for an account and a region of any partition needs no AWS', async () => {
    const given = settings.parse({ region: 'cn-north-1' });
    const { text } = await exportSetup(given, 'policy', '012345678901', new AbortController().signal);
    const { Version, Statement } = JSON.parse(text);
    expect([Version, Statement[0].Resource]).toEqual([
      '2012-10-17',
      'arn:aws-cn:sqs:cn-north-1:012345678901:logflow-objects',
    ]);
  });
});

describe('the order of the parts', () => {
  const orderFor = (announce: 'sns' | 'sqs' | 'eventbridge') => {
    const section = sectionOf({ announce });
    const all = settings.parse({ node: 'http://127.0.0.1:9200' });
    const open = () => Promise.reject(new Error('not opened'));
    return createParts(namesFor(section), section, {} as never, all, open);
  };
  const names = (parts: ReturnType<typeof orderFor>) => parts.map(({ name }) => name).join(' ');

  it.each([
    ['sns', 'bucket queue topic subscription notification rule flow-logs role templates'],
    ['sqs', 'bucket queue notification rule subscription topic flow-logs role templates'],
    ['eventbridge', 'bucket queue rule notification subscription topic flow-logs role templates'],
  ] as const)('%s: what is no longer needed goes behind the notification', (announce, order) => {
    expect(names(orderFor(announce))).toBe(order);
  });

  it('--only keeps the order, --destroy turns it round', () => {
    const parts = orderFor('sns');
    expect(names(chosen(parts, new Set(['topic', 'queue'])))).toBe('queue topic');
    expect(names(fromTheEnd(parts))).toBe(
      'templates role flow-logs notification rule subscription topic queue bucket',
    );
  });
});

describe('a queue of somewhere else', () => {
  const at = 'https://sqs.us-west-2.amazonaws.com/123456789012/q';
  it.each([
    [undefined, undefined],
    ['q', '123456789012'],
    [at, undefined],
    ['http://127.0.0.1:4566/123456789012/q', undefined],
  ])('%s, owner %s: is here', (queue, owner) => {
    expect(() => refuseOtherPlace(queue, owner, place)).not.toThrow();
  });

  it.each([
    ['q', '210987654321', /belongs to account 210987654321/],
    [at.replace('us-west-2', 'eu-west-1'), undefined, /queue is in eu-west-1, and the region is us-west-2/],
    [at.replace('1234', '4321'), undefined, /belongs to account 432156789012/],
  ])('%s, owner %s: cannot be made from here', (queue, owner, message) => {
    expect(() => refuseOtherPlace(queue, owner, place)).toThrow(message);
  });
});
