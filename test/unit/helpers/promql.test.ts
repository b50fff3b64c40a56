import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../helpers/promql.ts';

describe('the reader of PromQL', () => {
  it('selectors, with their labels and ranges', () => {
    const expr =
      'sum by (job) (rate(a_total{x="1", y=~"a|b"}[5m])) / on (job) group_left max(b) > bool 0.5 and -time() + c offset 1h';
    expect(parsePromql(expr)).toEqual([
      { metric: 'a_total', labels: ['x', 'y'], within: 'rate', ranged: true },
      { metric: 'b', labels: [], within: undefined, ranged: false },
      { metric: 'c', labels: [], within: undefined, ranged: false },
    ]);
  });

  it.each([
    '',
    'a b',
    'sum(a',
    'sum(a))',
    'rate(a)',
    'a[5m]',
    'sum(a[5m])',
    'rate(a[5])',
    'a{x=1}',
    'a{x="1"',
    'a{x="1" y="2"}',
    'a >',
    '> a',
    'nosuch(a)',
    'sum by job (a)',
    'topk(a)',
    'a == $x',
    'rate(a[$__rate_interval])',
    '5mm',
  ])('refuses %j', (expr) => {
    expect(() => parsePromql(expr)).toThrow();
  });
});
