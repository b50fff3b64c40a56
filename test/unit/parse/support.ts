import { readFileSync } from 'node:fs';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import type { BulkChunk, LineBlock } from '../../../src/model/bulk.ts';
import type { ObjectContext } from '../../../src/parse/context.ts';
import type { ColumnsDefinition, PipelineOptions } from '../../../src/parse/definition.ts';
import type { GeoLookup } from '../../../src/parse/geo-record.ts';
import { type Header, readHeader } from '../../../src/parse/header.ts';
import { interpret } from '../../../src/parse/interpret.ts';
import { geoOf } from '../../helpers/geo.ts';

/** The document that the article prints, as logflow must make it (SPEC section 4). */
export const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden.json', import.meta.url), 'utf8'),
) as { _index: string; _id: string; _source: Record<string, unknown> & { message: string } };

/** 2026-11-23T00:00:00Z */
export const now = 1_795_392_000;

export const options: PipelineOptions = {
  timezone: 'UTC',
  opType: 'create',
  origin: false,
  maxLineBytes: 1024 * 1024,
  maxIndices: 100,
  earliest: 631_152_000,
  maxFuture: 86_400,
};

export const object: ObjectContext = {
  identity: { bucket: 'logs', key: 'AWSLogs/x.log.gz', version: 'v1' },
  uri: 's3://logs/AWSLogs/x.log.gz',
};

/** The same with properties, hostile ones. */
export const withProperties: ObjectContext = {
  ...object,
  properties: {
    last_modified: '2026-11-23T01:02:03.000Z',
    content_type: 'text/"plain"\\;\tcharset=é',
    metadata: Object.fromEntries([
      ['__proto__', 'own'],
      ['10', '\u0080\u009f\u007f'],
      ['2', ''],
      ['a.b', '😀\ud800}}\n{"index":{}}'],
      ['log', 'x'.repeat(2000)],
    ]),
  },
};

/** Knows one address. */
export const onePlace = geoOf((address) =>
  address === '54.187.220.203' ? { country_code2: 'US' } : undefined,
);

export const articleHeader = vpcFlow.format.headerless[0]?.fields.join(' ') ?? '';

export function headerOf(line: string, definition: ColumnsDefinition = vpcFlow): Header {
  const header = readHeader(definition, Buffer.from(line));
  if (header.kind === 'refused') throw new Error(header.problem.message);
  return header;
}

export function block(text: string | Uint8Array, offset = 0): LineBlock {
  return { bytes: typeof text === 'string' ? Buffer.from(text) : text, offset };
}

export interface RunSettings {
  readonly definition?: Partial<ColumnsDefinition>;
  readonly options?: Partial<PipelineOptions>;
  readonly geo?: GeoLookup;
}

/** Interprets the lines of one object that has this header line. */
export function transformOf(header: string, settings: RunSettings = {}) {
  const definition = { ...vpcFlow, ...settings.definition };
  return interpret(
    definition,
    headerOf(header, definition),
    object,
    { ...options, ...settings.options },
    { geo: settings.geo ?? onePlace, now: () => now },
  );
}

/** One chunk out of a header line and lines; `\n` is put between. */
export function run(header: string, lines: readonly string[], settings: RunSettings = {}): BulkChunk {
  return transformOf(header, settings)(block([header, ...lines].join('\n')));
}

export interface Item {
  readonly action: Record<string, { _index: string; _id?: string }>;
  readonly document: Record<string, unknown>;
}

/** The items of a chunk, cut where `starts` says. Throws when one is not two lines of JSON. */
export function items(chunk: BulkChunk): Item[] {
  return Array.from({ length: chunk.docs }, (_, index) => {
    const text = Buffer.from(chunk.body.subarray(chunk.starts[index], chunk.starts[index + 1])).toString();
    const [action = '', document = '', end, ...more] = text.split('\n');
    if (end !== '' || more.length > 0) throw new Error(`not two lines: ${text}`);
    return { action: JSON.parse(action), document: JSON.parse(document) };
  });
}

export function documents(chunk: BulkChunk): Record<string, unknown>[] {
  return items(chunk).map(({ document }) => document);
}
