import { describe, expect, it } from 'vitest';
import { definitions, headsOf, pipelineOptions } from '../../../src/app/pipelines.ts';
import { loadSettings } from '../../../src/app/settings/load.ts';
import { createRoute, type Pipeline } from '../../../src/core/route.ts';
import { lineBlocks } from '../../../src/parse/blocks.ts';
import { noPlaces } from '../../../src/parse/geo-record.ts';
import { inlineTransforms } from '../../../src/parse/transforms.ts';
import { eventLogs } from '../../helpers/event-logs.ts';

type Loose = Record<string, unknown>;

const settings = loadSettings({}, undefined, []);
const maxLineBytes = 1024 * 1024;
const env = { geo: noPlaces, now: () => 1_795_392_000 };
const transforms = inlineTransforms(pipelineOptions(settings), env);
const route = createRoute(definitions(settings), transforms, headsOf(settings));

function pipelineFor(key: string, content: Buffer): Pipeline | undefined {
  const found = route({ kind: 's3', bucket: 'b', key });
  return found?.forHead ? found.forHead(content.toString()) : found;
}

async function readAll(key: string, content: Buffer) {
  const pipeline = pipelineFor(key, content);
  const items: { readonly index: string; readonly id: string; readonly document: Loose }[] = [];
  const reasons: string[] = [];
  const filtered: Record<string, number> = {};
  const bytes = (async function* () {
    yield new Uint8Array(content);
  })();
  for await (const block of lineBlocks(bytes, { maxLineBytes, envelope: pipeline?.envelope ?? 'lines' })) {
    const object = { identity: { bucket: 'b', key, version: 'v' }, uri: 's3://b/k' };
    const begun = pipeline?.begin(new Uint8Array(), { ...object, hasRows: block.rows !== undefined });
    if (begun?.kind !== 'ready') throw new Error('not begun');
    const chunk = await begun.transform(block);
    Object.assign(filtered, chunk.filtered);
    reasons.push(...chunk.samples.map(({ reason }) => reason));
    const lines = Buffer.from(chunk.body).toString().split('\n');
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const { _index: index, _id: id } = JSON.parse(lines[at] ?? '').create;
      items.push({ index, id, document: JSON.parse(lines[at + 1] ?? '') as Loose });
    }
  }
  return { name: pipeline?.name, items, reasons, filtered };
}

const logOf = (name: string) => {
  const found = eventLogs.find(({ pipeline }) => pipeline === name);
  if (!found) throw new Error(name);
  return found;
};
const oneOf = async (name: string, change: (event: Loose) => void) => {
  const { key, content } = logOf(name);
  const event = JSON.parse(content.toString().split('\n')[0] ?? '') as Loose;
  change(event);
  return readAll(key, Buffer.from(JSON.stringify(event)));
};

describe.each(eventLogs)('the log $pipeline', ({ pipeline, key, content, expected }) => {
  it('is claimed by its key, below any prefix, and makes the documents that are expected', async () => {
    for (const prefix of ['', 'any/pre fix/']) {
      const { name, items, reasons } = await readAll(`${prefix}${key}`, content);
      expect(name).toBe(pipeline);
      expect(reasons).toEqual([]);
      const made = items.map(({ index, document: { log, ...document } }) => ({ index, document }));
      expect(made).toEqual(expected);
    }
  });

  it('is claimed by nothing under the name of a folder or a part', () => {
    for (const name of [`${key}/`, `${key}.part`, key.replace(/[^/]+$/, '')]) {
      expect(pipelineFor(name, content), name).toBeUndefined();
    }
  });

  it('has ids of its own for events that are equal', async () => {
    const twice = content.toString().startsWith('{"Records"') ? content : Buffer.concat([content, content]);
    const { items } = await readAll(key, twice);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
});

describe('events', () => {
  it('a digest is counted and makes no document', async () => {
    const { key, content } = logOf('cloudtraildigest');
    const { items, filtered } = await readAll(key, content);
    expect(items).toEqual([]);
    expect(filtered).toEqual({ DIGEST: 1 });
  });

  it('what the mapping cannot hold goes into one text, and numbers keep their digits', async () => {
    const { items, reasons } = await oneOf('route53resolver', (event) => {
      event.srcaddr = 'no address';
      event.srcport = '9223372036854775808';
      event.srcids = 'text';
      event.answers = [{ Rdata: { a: 9007199254740992 }, Type: 'A', new: [1] }, 'x'];
      event.rcode = { '__proto__.x': 1 };
    });
    expect(reasons).toEqual([]);
    const { answers, other, ...document } = items[0]?.document ?? {};
    expect(document).not.toHaveProperty('srcaddr');
    expect(document).not.toHaveProperty('rcode');
    expect(answers).toEqual([{ Type: 'A' }]);
    expect(JSON.parse(String(other))).toEqual({
      srcaddr: 'no address',
      srcport: '9223372036854775808',
      srcids: 'text',
      'answers.Rdata': { a: 9007199254740992 },
      'answers.new': [1],
      answers: 'x',
      rcode: { '__proto__.x': 1 },
    });
  });

  it('names that JavaScript has a meaning for are names', async () => {
    const { key, content } = logOf('waflogs');
    const text = content
      .toString()
      .replace('{', '{"__proto__":{"a":1},"constructor":2,"_id":"x","tags":["t"],');
    const { items, reasons } = await readAll(key, Buffer.from(text));
    expect(reasons).toEqual([]);
    expect(items[0]?.document).toMatchObject({ type: 'waflogs', tags: ['waflogs'] });
    expect(items[0]?.document.other).toBe('{"__proto__":{"a":1},"constructor":2,"_id":"x","tags":["t"]}');
  });

  it('objects on one line are events, and a broken line spoils no other', async () => {
    const { key, content } = logOf('route53resolver');
    const event = content.toString().trim();
    const { items, reasons } = await readAll(key, Buffer.from(`${event}${event}\n{"a":\n${event}`));
    expect(items).toHaveLength(3);
    expect(reasons).toEqual(['it is not JSON']);
  });

  it.each([
    ['no time', '{"a":1}', 'query_timestamp has no value, and it is the time of the event'],
    [
      'a time that is none',
      '{"query_timestamp":"x"}',
      'query_timestamp is not a time within the accepted window',
    ],
    [
      'a time to come',
      '{"query_timestamp":"2099-01-01T00:00:00Z"}',
      'query_timestamp is not a time within the accepted window',
    ],
    ['no object', '[]', 'it is JSON, and no object'],
    ['no JSON', 'hello', 'it is not JSON'],
    [
      'lists in lists',
      `{"a":${'['.repeat(9999)}${']'.repeat(9999)}}`,
      'objects and lists stand in one another, more than 100 of them',
    ],
    ['a line too long', `"${'x'.repeat(maxLineBytes)}"`, 'longer than 1048576 bytes'],
  ])('with %s are malformed', async (_, line, reason) => {
    expect((await readAll(logOf('route53resolver').key, Buffer.from(line))).reasons).toEqual([reason]);
  });
});
