import { expect, test } from 'vitest';
import { createRoute } from '../../../src/core/route.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import type { LineBlock } from '../../../src/model/bulk.ts';
import type { Transforms } from '../../../src/parse/transforms.ts';
import {
  bytesOf,
  delivered,
  each,
  flowLog,
  only,
  opener,
  problemError,
  start,
  testSink,
  transforms,
  turns,
  uri,
  work,
} from './kit.ts';

/** More than five blocks. */
const lines = 5_000;

/** Transforms that answer some turns later, as threads do; `before` may throw. */
function later(before: (block: LineBlock) => void = () => {}) {
  const seen = { begun: 0, ended: 0, underWay: 0, most: 0 };
  const slow: Transforms = {
    ...transforms,
    begin(...given) {
      const { transform, reuse } = transforms.begin(...given);
      seen.begun += 1;
      return {
        transform: async (block) => {
          seen.underWay += 1;
          seen.most = Math.max(seen.most, seen.underWay);
          await turns(3);
          seen.underWay -= 1;
          before(block);
          return transform(block);
        },
        reuse,
        end: () => {
          seen.ended += 1;
        },
      };
    },
  };
  return { seen, route: createRoute([vpcFlow], slow) };
}

const all = Array.from({ length: lines }, (_, n) => n);

test('blocks of an object are handed on in their order, one of them under way ahead', async () => {
  const { seen, route } = later();
  const [item, sink] = [work('a'), testSink()];
  await start({ source: each([item]), sink, route, open: opener(() => flowLog(lines)) }).done;
  expect(only(item)).toMatchObject({ kind: 'delivered', books: { read: lines, indexed: lines } });
  expect(delivered(sink.batches)).toEqual(all);
  expect(seen).toEqual({ begun: 1, ended: 1, underWay: 0, most: 2 });
});

test('what was there before the stream failed is indexed', async () => {
  const { seen, route } = later();
  const [item, sink] = [work('a'), testSink()];
  const broken = () => bytesOf(flowLog(lines), 64 * 1024, problemError('LF_OBJECT_BROKEN'));
  await start({ source: each([item]), sink, route, open: opener(broken) }).done;
  expect(only(item)).toMatchObject({ kind: 'unreadable', problem: { code: 'LF_OBJECT_BROKEN' } });
  expect(delivered(sink.batches)).toEqual(all);
  expect(seen).toMatchObject({ begun: 1, ended: 1 });
});

test('a thread that dies fails its object, not the others; it is counted', async () => {
  const { seen, route } = later(({ offset }) => {
    if (offset > 200_000) throw problemError('LF_THREAD_DIED');
  });
  const [large, small, sink] = [work('large'), work('small'), testSink()];
  const open = opener((ref) => flowLog(ref.kind === 's3' && ref.key.includes('large') ? lines : 10));
  const { done, metrics } = start({ source: each([large, small]), sink, route, open });
  await done;
  expect(only(large)).toMatchObject({ kind: 'failed', problem: { code: 'LF_THREAD_DIED' } });
  expect(only(small)).toMatchObject({ kind: 'delivered' });
  expect(metrics.take().problems).toMatchObject([{ code: 'LF_THREAD_DIED', count: 1 }]);
  const read = delivered(sink.batches, uri('large'));
  expect(read).toEqual(all.slice(0, read.length));
  expect(seen).toMatchObject({ begun: 2, ended: 2 });
});
