import { describe, expect, it, vi } from 'vitest';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import type { BulkChunk, LineBlock } from '../../../../src/model/bulk.ts';
import { lineBlocks } from '../../../../src/parse/blocks.ts';
import { compile } from '../../../../src/parse/compile/compile.ts';
import { RunState } from '../../../../src/parse/compile/run-state.ts';
import type { PipelineOptions } from '../../../../src/parse/definition.ts';
import { geoLookup } from '../../../../src/parse/geo.ts';
import { loadGeo } from '../../../../src/parse/geo-data.ts';
import type { GeoLookup } from '../../../../src/parse/geo-record.ts';
import { geoOf } from '../../../helpers/geo.ts';
import {
  articleHeader,
  block,
  documents,
  golden,
  headerOf,
  items,
  now,
  object,
  onePlace,
  options,
  withProperties,
} from '../support.ts';
import { expectSame } from './expect-same.ts';
import { Dice, linesFrom } from './hostile.ts';
import { type Machine, machines, twins, withoutRows } from './machines.ts';
import { hashedPlaces } from './places.ts';

const article = articleHeader.split(' ');

function machine(chosen: Partial<PipelineOptions> = {}, header = articleHeader): Machine {
  return {
    name: 'article',
    definition: vpcFlow,
    header: headerOf(header),
    options: { ...options, ...chosen },
    object,
  };
}

/** The golden line with other values. */
function line(values: Readonly<Record<string, string>> = {}): string {
  const usual = golden._source.message.split(' ');
  return article.map((name, i) => values[name] ?? usual[i]).join(' ');
}

/** Runs both twins over the blocks, compares each chunk, and answers with the compiled one's. */
function runBoth(one: Machine, blocks: readonly LineBlock[], geo: GeoLookup = hashedPlaces): BulkChunk[] {
  const { plain, fast } = twins(one, { geo, now: () => now });
  return blocks.map((each) => {
    const chunk = fast(each);
    expectSame(plain(each), chunk);
    return chunk;
  });
}

function both(one: Machine, text: string | Uint8Array, geo?: GeoLookup): BulkChunk {
  return runBoth(one, [block(text)], geo)[0] as BulkChunk;
}

describe('compile', () => {
  it('makes the golden document', async () => {
    const one = machine({ timezone: 'Asia/Tokyo' });
    const chunk = both(one, `${articleHeader}\n${golden._source.message}\n`, geoLookup(await loadGeo()));
    expect(items(chunk)).toEqual([
      { action: { create: { _index: golden._index, _id: golden._id } }, document: golden._source },
    ]);
  });

  it('says what interpret says of 20,000 addresses and the real places', async () => {
    const dice = new Dice(1);
    const v4 = () => dice.times(4, () => dice.below(256)).join('.');
    const v6 = () =>
      `2${dice.below(4096).toString(16).padStart(3, '0')}:${dice.below(65536).toString(16)}::1`;
    const lines = dice.times(10_000, () =>
      line({ 'pkt-srcaddr': v4(), 'pkt-dstaddr': dice.below(3) === 0 ? v6() : v4() }),
    );
    expect(both(machine(), [...lines, ...lines].join('\n'), geoLookup(await loadGeo())).docs).toBe(20_000);
  });

  it('forgets places when there are too many, and is right all the same', () => {
    const places = geoOf((address) => ({ city_name: `${address} ${'x'.repeat(3900 - address.length)}` }));
    const ip = (n: number) => `10.${n >> 8}.${n & 255}.1`;
    // The fragment of the first address lies where that of a later one will be written when all was forgotten.
    const lines = Array.from({ length: 9000 }, (_, n) =>
      line({ 'pkt-srcaddr': ip(n < 4500 ? 0 : n), 'pkt-dstaddr': ip(n + 4500) }),
    );
    for (let from = 0; from < lines.length; from += 500) {
      both(machine(), lines.slice(from, from + 500).join('\n'), places);
    }
  });

  it('forgets small places, too, and those of which nothing is known', () => {
    const records = Array.from({ length: 100_000 }, (_, n) => ({ timezone: `${n}` }));
    const places = geoOf((address) => {
      const [, high = 0, middle = 0, low = 0] = address.split('.').map(Number);
      return records[(high << 16) | (middle << 8) | low];
    });
    // Places are numbered as they are asked for.
    const holes: GeoLookup = {
      ...places,
      lookup: (address) => (address === '9.0.0.0' ? undefined : places.lookup(address)),
      record: (place) => (place[0] === 0 ? undefined : places.record(place)),
    };
    const text = records.map((_, n) => `1583680014 9.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    const one = machine({}, 'start pkt-srcaddr');
    expect(both(one, [...text, ...text.slice(0, 9)].join('\n'), holes).docs).toBe(100_009);
  });

  it('remembers more addresses than there is room for', () => {
    const text = Array.from(
      { length: 70_000 },
      (_, n) => `1583680014 2001:db8:${(n * 7919).toString(16)}::${n % 10} 10.${n & 255}.${n >> 8}.1`,
    ).join('\n');
    const one = machine({}, 'start pkt-srcaddr pkt-dstaddr');
    for (const _ of [1, 2]) expect(both(one, text).docs).toBe(70_000);
  });

  it.each([16_383, 16_384, 16_385, 20_000, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1])(
    'reads a line of %i bytes',
    (bytes) => {
      const long = line({ 'interface-id': 'e'.repeat(bytes - line({ 'interface-id': '' }).length) });
      expect(long.length).toBe(bytes);
      const chunk = both(machine({ origin: true }), `${line()}\n${long}\n${line()}\r\n${long}`);
      expect(chunk).toMatchObject({ read: 4, malformed: bytes > options.maxLineBytes ? 2 : 0 });
    },
  );

  it('grows its room for lines that are escaped, and gives it back', () => {
    const long = line({ 'interface-id': '\u0001'.repeat(1_000_000) });
    const chunk = both(machine(), `${long}\n${long}\n${long}`);
    expect(chunk.body.length).toBeGreaterThan(36_000_000);
    expect(both(machine(), line()).docs).toBe(1);
  });

  it('reads blocks of every size', async () => {
    const names = ['tabs', 'commas', 'no header line', articleHeader];
    for (const one of machines()
      .filter(({ name }) => names.includes(name))
      .map(withoutRows)) {
      const seeds = Array.from({ length: 7 }, (_, i) => ({ shape: i < 2 ? 1 - i : 6, seed: i * 7919 }));
      const bytes = Buffer.concat(linesFrom(one, seeds));
      for (let blockBytes = 1; blockBytes <= bytes.length + 1; blockBytes += blockBytes < 100 ? 1 : 37) {
        const stream = (async function* () {
          yield bytes;
        })();
        runBoth(one, await Array.fromAsync(lineBlocks(stream, { blockBytes, maxLineBytes: 100_000 })));
      }
    }
  });

  it('counts indices and kinds over the blocks of an object', () => {
    const day = 86_400;
    const texts = Array.from({ length: 40 }, (_, n) =>
      [
        line({ start: `${1583680000 + (n % 5) * day}` }),
        line({ 'log-status': String.fromCharCode(65 + (n % 20)).repeat(3) }),
        line({ start: `${1583680000 + n * day}` }),
      ].join('\n'),
    );
    const chunks = runBoth(
      machine({ maxIndices: 4 }),
      texts.map((text) => block(text)),
    );
    expect(chunks.at(-1)).toMatchObject({ docs: 0, malformed: 2, filtered: { other: 1 } });
  });

  it.each(['America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Monrovia'])(
    'finds the index of every minute around clock changes: %s',
    (timezone) => {
      const around = ['2010-11-07', '2011-12-30', '2026-04-05', '1972-01-07', '1971-06-01'];
      const lines = around.flatMap((day) =>
        Array.from({ length: 2 * 1440 }, (_, minute) =>
          line({
            start: `${Date.parse(`${day}T00:00:00Z`) / 1000 - 43_200 + minute * 60 + (minute % 3) * 29}`,
          }),
        ),
      );
      const shuffled = lines
        .filter((_, i) => i % 2 === 0)
        .concat(lines.filter((_, i) => i % 2 === 1).reverse());
      const one = machine({ timezone, earliest: 0 });
      expect(both(one, [...lines, ...shuffled].join('\n')).docs).toBe(lines.length * 2);
    },
  );

  it('reads more lines than it has starts for', () => {
    const text = Array.from({ length: 3000 }, (_, n) => `${1583680000 + n}`).join('\n');
    expect(both(machine({}, 'start'), text).docs).toBe(3000);
  });

  it('reads bytes in the middle of a larger buffer, and leaves them as they are', () => {
    const text = Buffer.from(`#${line()}\n${line()}#`);
    const bytes = text.subarray(1, text.length - 1);
    const before = Buffer.from(text);
    expect(both(machine(), bytes).docs).toBe(2);
    expect(text.equals(before)).toBe(true);
  });

  it('gives each chunk an ArrayBuffer of its own', () => {
    const transform = compile(vpcFlow, headerOf(articleHeader), object, options, {
      geo: hashedPlaces,
      now: () => now,
    });
    const first = transform(block(line()));
    const text = Buffer.from(first.body).toString();
    const moved = structuredClone(first, {
      transfer: [first.body.buffer as ArrayBuffer, first.starts.buffer as ArrayBuffer],
    });
    transform(block(`${line({ bytes: '5' })}\n${line()}`));
    expect(Buffer.from(moved.body).toString()).toBe(text);
  });

  it('hands no usual line to the interpreter', () => {
    const slow = vi.spyOn(RunState.prototype, 'slow');
    const lines = [
      ...['443', '-', '0'].map((dstport) => line({ dstport })),
      ...['2600:1f14::5', '172.31.0.1', '54.187.220.203', '-'].map((ip) => line({ 'pkt-srcaddr': ip })),
      ...['1583680014', '1583766414'].map((start) => `${line({ start })}\r`),
      article
        .map((name) => ({ 'log-status': 'NODATA', start: '1583680014', end: '1583680074' })[name] ?? '-')
        .join(' '),
    ];
    const blocks = [0, 1, 2].map(() => block([...lines, ''].join('\n')));
    try {
      for (const id of ['content', 'logstash', 'position', 'none'] as const) {
        const one = machine({ origin: true });
        runBoth({ ...one, definition: { ...vpcFlow, id } }, blocks, onePlace);
        // The first of a kind of filtered lines, and nothing else.
        expect(slow).toHaveBeenCalledTimes(1);
        slow.mockClear();
      }
    } finally {
      slow.mockRestore();
    }
  });

  it.each([true, false])('writes the properties of an object behind its message (origin: %s)', (origin) => {
    const said = { ...machine({ origin }), object: withProperties };
    const silent = machine({ origin });
    // The function that both share depends on neither; the second line is the interpreter's.
    const text = `${line()}\n${line({ 'interface-id': '\\' })}`;
    for (const document of documents(both(said, text))) {
      expect(document.s3).toEqual(withProperties.properties);
      const names = ['message', 's3', ...(origin ? ['log'] : [])];
      expect(Object.keys(document).slice(-names.length)).toEqual(names);
    }
    for (const document of documents(both(silent, text))) expect(document).not.toHaveProperty('s3');
  });

  it('keeps objects apart whose blocks come in turns', () => {
    const one = machine({ origin: true, maxIndices: 1 });
    const [left, right] = [twins(one), twins({ ...one, object: withProperties })];
    const days = ['1583680014', '1583780014', '1583880014'];
    const texts = days.flatMap((start) => [line({ start }), line({ 'log-status': 'NODATA' })]);
    const inTurns = texts.flatMap((text, i) => [
      left.fast(block(text)),
      right.fast(block(texts[i ^ 1] ?? '')),
    ]);
    texts.forEach((text, i) => {
      expectSame(left.plain(block(text)), inTurns[i * 2] as BulkChunk);
      expectSame(right.plain(block(texts[i ^ 1] ?? '')), inTurns[i * 2 + 1] as BulkChunk);
    });
  });

  it('names what to do about an unknown time zone', () => {
    const env = { geo: hashedPlaces, now: () => now };
    const unknown = { ...options, timezone: 'Mars/Olympus' };
    expect(() => compile(vpcFlow, headerOf(articleHeader), object, unknown, env)).toThrow(
      expect.objectContaining({ code: 'LF_TIMEZONE' }),
    );
  });
});
