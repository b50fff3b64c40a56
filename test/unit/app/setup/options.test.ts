import { afterEach, describe, expect, it, vi } from 'vitest';
import { settings } from '../../../../src/app/settings/settings.ts';
import { setupOptions } from '../../../../src/app/setup/options.ts';
import { chosen, createParts, fromTheEnd } from '../../../../src/app/setup/parts.ts';
import { refuseOtherPlace } from '../../../../src/app/setup/place.ts';
import { namesFor, place, sectionOf } from '../../../helpers/setup-kit.ts';

describe('the flags', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('several parts, with commas or again', () => {
    const { only } = setupOptions({ only: ['queue, topic', 'rule'] });
    expect([...only]).toEqual(['queue', 'topic', 'rule']);
  });

  it('a part that is none is a mistake that names them all', () => {
    expect(() => setupOptions({ only: ['queues'] })).toThrow(/--only: must be some of bucket, queue, topic/);
  });

  it('LOGFLOW_DRY_RUN=yes is a dry run, and a word that is none is a mistake', () => {
    vi.stubEnv('LOGFLOW_DRY_RUN', 'yes');
    expect(setupOptions({ 'dry-run': false }).dryRun).toBe(true);
    vi.stubEnv('LOGFLOW_DRY_RUN', 'oui');
    expect(() => setupOptions({ 'dry-run': false })).toThrow(/--dry-run: must be true or false/);
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
