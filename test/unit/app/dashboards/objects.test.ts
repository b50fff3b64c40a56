import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type MapKind, savedObjects } from '../../../../src/app/dashboards/objects.ts';
import { ndjson, type SavedObject } from '../../../../src/app/dashboards/saved-object.ts';
import { flattenMapping } from '../../../../src/app/template/mapping.ts';

const template = JSON.parse(
  readFileSync(new URL('../../../../src/templates/vpcflowlogs.json', import.meta.url), 'utf8'),
) as { readonly mappings: object };
const fields = flattenMapping(template.mappings);
const subject = { name: 'vpcflowlogs', pattern: 'vpcflowlogs-*' };

/** Text of JSON of this shape. */
const inside = <T extends z.ZodType>(shape: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(shape);

const search = inside(
  z.strictObject({
    query: z.strictObject({ query: z.string(), language: z.enum(['kuery', 'lucene']) }),
    filter: z.array(z.never()),
    indexRefName: z.string().optional(),
  }),
);
const meta = z.strictObject({ searchSourceJSON: search });
const reference = z.strictObject({ name: z.string(), type: z.string(), id: z.string() });
const common = { id: z.string().regex(/^logflow-[a-z0-9-]+$/), references: z.array(reference) };
const agg = z.strictObject({
  id: z.string(),
  enabled: z.literal(true),
  type: z.enum(['count', 'sum', 'date_histogram', 'terms', 'geohash_grid']),
  schema: z.enum(['metric', 'segment', 'group', 'bucket']),
  params: z.looseObject({ field: z.string().optional(), orderBy: z.string().optional() }),
});
const axis = z.looseObject({ id: z.string(), type: z.string(), position: z.enum(['left', 'bottom']) });
const visState = z.strictObject({
  title: z.string(),
  type: z.enum(['histogram', 'horizontal_bar', 'table', 'tile_map']),
  aggs: z.array(agg).min(2),
  params: z.looseObject({
    categoryAxes: z.array(axis).optional(),
    valueAxes: z.array(axis).optional(),
    seriesParams: z
      .array(z.looseObject({ valueAxis: z.string(), data: z.looseObject({ id: z.string() }) }))
      .optional(),
  }),
});
const side = z.number().int().nonnegative();
const panel = z.strictObject({
  version: z.string(),
  panelIndex: z.string(),
  panelRefName: z.string(),
  embeddableConfig: z.strictObject({}),
  gridData: z.strictObject({ x: side, y: side, w: side.max(48), h: side, i: z.string() }),
});
const layer = z.looseObject({
  id: z.string(),
  type: z.string(),
  sourceDescriptor: z.looseObject({ type: z.string(), geoField: z.string().optional() }),
});

/** As the references of both servers and what they export show them. */
const schema = z.discriminatedUnion('type', [
  z.strictObject({
    ...{ ...common, type: z.literal('index-pattern') },
    attributes: z.strictObject({ title: z.string(), timeFieldName: z.string() }),
    migrationVersion: z.strictObject({ 'index-pattern': z.string() }),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal('visualization') },
    attributes: z.strictObject({
      ...{ title: z.string(), description: z.string(), version: z.literal(1), kibanaSavedObjectMeta: meta },
      ...{ visState: inside(visState), uiStateJSON: inside(z.strictObject({})) },
    }),
    migrationVersion: z.strictObject({ visualization: z.string() }),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal('map') },
    attributes: z.strictObject({
      ...{ title: z.string(), description: z.string(), layerListJSON: inside(z.array(layer)) },
      ...{
        mapStateJSON: inside(z.looseObject({ zoom: z.number() })),
        uiStateJSON: inside(z.looseObject({})),
      },
    }),
    migrationVersion: z.strictObject({ map: z.string() }),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal('dashboard') },
    attributes: z.strictObject({
      ...{ title: z.string(), description: z.string(), hits: z.literal(0), version: z.literal(1) },
      ...{ timeRestore: z.literal(false), kibanaSavedObjectMeta: meta },
      ...{ panelsJSON: inside(z.array(panel)), optionsJSON: inside(z.looseObject({})) },
    }),
    migrationVersion: z.strictObject({ dashboard: z.string() }),
  }),
]);

const read = (map: MapKind) =>
  ndjson(savedObjects(subject, map))
    .trimEnd()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)));

/** Types that an aggregation takes. https://www.elastic.co/guide/en/elasticsearch/reference/7.1/search-aggregations.html */
const takes: Readonly<Record<string, readonly string[]>> = {
  sum: ['long', 'integer', 'float', 'double'],
  date_histogram: ['date'],
  terms: ['keyword', 'ip', 'long', 'date', 'boolean'],
  geohash_grid: ['geo_point'],
};

describe.each(['tile_map', 'map'] as const)('the saved objects, with a %s', (map) => {
  const objects = read(map);

  it('are of the documented shapes, and hold what the article needs', () => {
    expect(objects.map(({ type }) => type)).toEqual([
      ...['index-pattern', 'visualization', 'visualization', 'visualization'],
      ...[map === 'map' ? 'map' : 'visualization', 'visualization', 'dashboard'],
    ]);
    expect(objects[0]).toMatchObject({
      id: 'logflow-vpcflowlogs',
      attributes: { title: 'vpcflowlogs-*', timeFieldName: '@timestamp' },
    });
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
  });

  it('every reference leads to an object that stands before, and every name in a text to a reference', () => {
    for (const [i, { references }] of objects.entries()) {
      for (const { type, id } of references) {
        expect(
          objects.slice(0, i).some((other) => other.type === type && other.id === id),
          id,
        ).toBe(true);
      }
    }
    const named = objects.map((object) => {
      const text = JSON.stringify(object.attributes);
      return [...text.matchAll(/"(?:panelRefName|indexRefName|indexPatternRefName)":"([^"]+)"/g)].map(
        ([, name]) => name,
      );
    });
    expect(named).toEqual(objects.map(({ references }) => references.map(({ name }) => name)));
    expect(named.flat()).toHaveLength(10);
  });

  it('every field is in the template, with a type that its aggregation takes', () => {
    const used: (readonly [string, string])[] = objects.flatMap((object) => {
      if (object.type === 'visualization') {
        return object.attributes.visState.aggs.flatMap(({ type, params }) =>
          params.field === undefined ? [] : [[type, params.field] as const],
        );
      }
      if (object.type === 'index-pattern')
        return [['date_histogram', object.attributes.timeFieldName] as const];
      if (object.type !== 'map') return [];
      return object.attributes.layerListJSON.flatMap(({ sourceDescriptor: { geoField } }) =>
        geoField === undefined ? [] : [['geohash_grid', geoField] as const],
      );
    });
    for (const [agg, field] of used) expect(takes[agg], field).toContain(fields.get(field)?.type);
    expect([...new Set(used.map(([, field]) => field))].toSorted()).toEqual([
      ...[
        '@timestamp',
        'action',
        'bytes',
        'dstport',
        'packets',
        'src_geoip.location',
        'srcaddr',
        'subnet-id',
      ],
    ]);
  });

  it('the ids of aggregations, axes and panels fit together, and panels do not lie on each other', () => {
    for (const object of objects) {
      if (object.type === 'visualization') {
        const { aggs, params } = object.attributes.visState;
        expect(aggs.map(({ id }) => id)).toEqual(aggs.map((_, i) => String(i + 1)));
        const metrics = aggs.filter(({ schema }) => schema === 'metric').map(({ id }) => id);
        for (const { type, params } of aggs) if (type === 'terms') expect(metrics).toContain(params.orderBy);
        const axes = params.valueAxes?.map(({ id }) => id) ?? [];
        for (const { valueAxis, data } of params.seriesParams ?? []) {
          expect(axes).toContain(valueAxis);
          expect(metrics).toContain(data.id);
        }
      }
      if (object.type !== 'dashboard') continue;
      const cells = object.attributes.panelsJSON.flatMap(({ gridData: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...cells.map((cell) => Number(cell.split(',')[0])))).toBe(47);
    }
  });
});

it('names and ids follow the index; a space has ids of its own', () => {
  const ids = (objects: readonly SavedObject[]) => objects.map(({ id }) => id);
  const flows = savedObjects({ name: 'flows', pattern: 'flows-*' }, 'map');
  expect([flows[0]?.id, flows[0]?.attributes.title, flows.at(-1)?.id]).toEqual([
    'logflow-flows',
    'flows-*',
    'logflow-flows-dashboard',
  ]);
  const apart = ids(savedObjects({ ...subject, space: 'network' }, 'map'));
  expect(apart[0]).toBe('logflow-vpcflowlogs-network');
  expect(ids(savedObjects(subject, 'map')).filter((id) => apart.includes(id))).toEqual([]);
});
