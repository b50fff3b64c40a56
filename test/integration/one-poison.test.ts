import { expect, it } from 'vitest';
import { rootAnswer } from '../helpers/acknowledge-answers.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { bulkAnswer, type Item, json, parseBulk, serve } from '../unit/sink/kit.ts';

const objects = 8;
const lines = 600;

/** Takes every document except those with one of these numbers of bytes. */
function picky(refusals: ReadonlyMap<number, Item>) {
  return serve(({ method, url, text }, response) => {
    if (method === 'GET' && url === '/') return json(response, 200, JSON.parse(rootAnswer));
    if (!url.includes('_bulk')) return json(response, 404, {});
    const verdicts = parseBulk(text).map(({ source }): Item => {
      const { bytes } = source as { bytes: number };
      return refusals.get(Number(bytes)) ?? { status: 201 };
    });
    json(response, 200, bulkAnswer(verdicts));
  });
}

const grok: Item = {
  status: 400,
  type: 'illegal_argument_exception',
  reason: 'Provided Grok expressions do not match field value: [x]',
};
const fails: Item = { status: 500, type: 'null_pointer_exception', reason: 'Cannot invoke "x"' };

it.each([
  ['one document refused with an unknown 400', [[1234, grok]], 1],
  ['one document on which the cluster fails', [[1234, fails]], 1],
  [
    'such a document in each object',
    Array.from({ length: objects }, (_, i) => [i * lines + 7, fails]),
    objects,
  ],
] as [string, [number, Item][], number][])(
  '%s of 4800: its object fails, all else is delivered',
  async (_, refusals, failed) => {
    await using road = await openRoad('direct');
    for (let i = 0; i < objects; i++) {
      const all = Array.from({ length: lines }, (_, n) => lineOf(i * lines + n));
      await road.put(`${folder}/${i}.log.gz`, flowLogObject(all));
    }
    await using endpoint = await picky(new Map(refusals));
    const args = [
      'consume',
      '--queue',
      road.queue,
      '--node',
      endpoint.url,
      '--no-template',
      '--drain',
      '--json',
    ];
    await using run = startLogflow(args, { env: road.aws.environment });
    const { code, stdout } = await run.done;
    const summary = summaryOf(stdout);
    expect(summary).toMatchObject({
      ok: false,
      objects: { delivered: objects - failed, failed },
      documents: { indexed: objects * lines - failed, rejected: failed },
    });
    expect(summary.problems.map(({ code }) => code)).toContain('LF_DOCUMENT_REFUSED');
    expect(code).toBe(1);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: failed, delayed: 0 });
  },
);
