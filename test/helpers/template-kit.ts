import { type Fingerprint, fingerprints } from '../../src/app/fingerprint.ts';
import { checkIndices, type IndicesReport, readIndices } from '../../src/app/template/indices.ts';
import type { AskCluster } from '../../src/app/template/inspect.ts';
import { type IndexTemplate, pipelineTemplate, type Storage } from '../../src/app/template/target.ts';
import type { ObjectPropertyName } from '../../src/source/object-properties.ts';

/** 2026-11-23T12:00:00Z, ms */
export const now = 1_795_435_200_000;

/** What a run with these settings would have, the others as they are by default. */
export function fingerprintFor(
  settings: Partial<Parameters<typeof fingerprints>[0]> & { readonly index: string },
): Fingerprint {
  const [first] = fingerprints({ timezone: 'UTC', schema: 'article', 'data-stream': false, ...settings });
  if (!first) throw new Error('no pipeline');
  return first;
}

export function templateFor(index: string, asked: readonly ObjectPropertyName[] = []): IndexTemplate {
  return templateOf(fingerprintFor({ index }), asked);
}

export function templateOf(
  fingerprint: Fingerprint,
  asked: readonly ObjectPropertyName[] = [],
  storage: Storage = { dataStream: false },
): IndexTemplate {
  const result = pipelineTemplate(fingerprint, now, asked, storage);
  if (result.kind === 'refused') throw new Error(result.problem.message);
  return result.template;
}

/** What is wrong with the indices that are there. */
export async function indicesOf(ask: AskCluster, template: IndexTemplate): Promise<IndicesReport> {
  return checkIndices(await readIndices(ask, template), template);
}

/** Loose enough to be spoilt in tests. */
export interface LooseMapping {
  [key: string]: unknown;
  _meta?: object;
  properties: Record<string, LooseField>;
}
export interface LooseField {
  [key: string]: unknown;
  properties?: Record<string, LooseField>;
}

/** A copy of our mapping, changed. */
export function mappingWith(change: (mapping: LooseMapping) => void): LooseMapping {
  const mapping = structuredClone(templateFor('vpcflowlogs-{yyyy}').mappings) as LooseMapping;
  change(mapping);
  return mapping;
}

/** The mapping as the article prints it, mistakes included, without `@version`. */
export const articleMapping = mappingWith((mapping) => {
  const { properties } = mapping;
  const float = { type: 'float' };
  delete mapping._meta;
  delete properties.type;
  delete properties.log;
  delete properties.s3;
  properties.bytes = float;
  properties.packets = float;
  for (const geo of [properties.src_geoip, properties.dst_geoip]) {
    if (geo?.properties) geo.properties.location = { properties: { lat: float, lon: float } };
  }
  delete properties.dst_geoip?.properties?.dma_code;
});

/** What is wrong with it. */
export const articleDifferences = [
  { path: 'bytes', is: 'float', mustBe: 'long' },
  { path: 'dst_geoip.location', is: 'object', mustBe: 'geo_point' },
  { path: 'log.file.path', is: 'text (by dynamic mapping)', mustBe: 'keyword (ignore_above 2048)' },
  { path: 'packets', is: 'float', mustBe: 'long' },
  { path: 'src_geoip.location', is: 'object', mustBe: 'geo_point' },
  { path: 'type', is: 'text (by dynamic mapping)', mustBe: 'keyword' },
];
