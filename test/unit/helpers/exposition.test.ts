import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../helpers/exposition.ts';

const head = '# HELP a what\n# TYPE a gauge\n';

describe('the reader of the exposition format', () => {
  it('families, labels with escapes, values', () => {
    const text = `${head}a{x="q\\"b\\\\n\\n",y=""} 1.5e-3\na 2\n\n# HELP b_total b\n# TYPE b_total counter\n`;
    const families = parseExposition(text);
    expect(families.get('a')?.samples).toEqual([
      { name: 'a', labels: { x: 'q"b\\n\n', y: '' }, value: 0.0015 },
      { name: 'a', labels: {}, value: 2 },
    ]);
    expect(families.get('b_total')).toMatchObject({ type: 'counter', help: 'b', samples: [] });
  });

  it.each([
    `${head}a 1`,
    `${head}a one\n`,
    `${head}a Nan\n`,
    `${head}a  1\n`,
    `${head}a{x=1} 1\n`,
    `${head}a{x="1",} 1\n`,
    `${head}a{x="1" y="2"} 1\n`,
    `${head}a{x="1",x="2"} 1\n`,
    `${head}a{x="\\t"} 1\n`,
    `${head}a{1x="1"} 1\n`,
    `${head}a 1\na 2\n`,
    `${head}b 1\n`,
    `${head}a_sum 1\n`,
    `${head}a 1\n${head}`,
    '# TYPE a gauge\na 1\n',
    '# HELP a what\na 1\n',
    '# HELP a what\n# TYPE a number\n',
    '# HELP a what\n# TYPE a counter\na -1\n',
    '# a comment\n',
    '# HELP h h\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    '# HELP h h\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
  ])('refuses %j', (text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});
