import { describe, expect, it } from 'vitest';
import { backfillInvocation } from '../../../../src/app/backfill/invocation.ts';
import { jobOf } from '../../../../src/app/backfill/job.ts';
import { askedTimes } from '../../../../src/app/backfill/window.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';

const base = { prefix: ['s3://b/a/'], node: ['https://u:p@h:9200'], since: '2020-03-08' };

function job(flags: Record<string, unknown>) {
  const { settings, invocation } = backfillInvocation({ ...base, ...flags }, [], {});
  const known = {
    node: settings.node,
    timezone: settings.timezone,
    id: settings.id,
    origin: settings.origin,
    after: settings.after,
  };
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const checked = loadSettings(given, undefined, []);
  return jobOf(checked, invocation.options, askedTimes(invocation.options, checked.timezone, 0));
}

describe('what makes a job', () => {
  it.each([
    ['another prefix', { prefix: ['s3://b/b/'] }],
    ['another cluster', { node: ['https://i:9200'] }],
    ['another day', { since: '2020-03-09' }],
    ['another time zone', { timezone: 'Asia/Tokyo' }],
    ['other ids', { id: 'position' }],
    ['other fields', { origin: false }],
    ['another operation', { overwrite: true }],
    ['something done with the objects', { after: 'delete' }],
    ['another pattern', { include: ['*x*'] }],
  ])('%s is another job', (_, flags) => {
    expect(job(flags).id).not.toBe(job({}).id);
  });

  it.each([
    ['another password', { node: ['https://u:q@h:9200'] }],
    ['nothing done with them', { after: 'none' }],
    ['how fast', { rate: '5' }],
    ['how many', { limit: '5' }],
    ['resumed', { resume: true }],
  ])('%s is the same job', (_, flags) => {
    expect(job(flags).id).toBe(job({}).id);
  });

  it('holds no secret', () => {
    expect(JSON.stringify(job({}))).not.toContain('u:p');
  });
});
