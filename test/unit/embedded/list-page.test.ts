import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteOrder } from '../../../src/embedded/byte-order.ts';
import { listPage } from '../../../src/embedded/list-page.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'B', '/', '-', ' ', 'é', '\uff01', '\u{1d11e}'),
  maxLength: 5,
});

test('byteOrder is the order of the UTF-8 bytes', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(byteOrder(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('the pages together hold every entry once, in order, whatever the page size', () => {
  const input = fc.record({
    keys: fc.uniqueArray(text.filter(Boolean), { maxLength: 20 }),
    prefix: text,
    delimiter: fc.constantFrom('', '/'),
    maxKeys: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(input, ({ keys, prefix, delimiter, maxKeys }) => {
      const sorted = [...keys].sort(byteOrder);
      const entries = sorted
        .filter((key) => key.startsWith(prefix))
        .map((key) => {
          const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
          return cut < 0 ? key : key.slice(0, cut + 1);
        });
      const expected = [...new Set(entries)].sort(byteOrder);

      const seen: string[] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page = listPage(sorted, { prefix, delimiter, maxKeys, after });
        seen.push(...[...page.keys, ...page.commonPrefixes].sort(byteOrder));
        after = page.next;
      }
      expect(seen).toEqual(expected);
    }),
  );
});
