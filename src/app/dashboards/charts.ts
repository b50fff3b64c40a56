/** One aggregation of a classic visualization. */
interface Aggregation {
  readonly type: string;
  readonly schema: 'metric' | 'segment' | 'group' | 'bucket';
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a classic visualization shows: the part of a saved one that is text of JSON (`visState`). */
export interface Chart {
  readonly type: 'histogram' | 'horizontal_bar' | 'table' | 'tile_map';
  readonly aggs: readonly Aggregation[];
  readonly params: object;
}

export const count: Aggregation = { type: 'count', schema: 'metric', params: { customLabel: 'Flows' } };

export function sum(field: string, customLabel: string): Aggregation {
  return { type: 'sum', schema: 'metric', params: { field, customLabel } };
}

export const overTime: Aggregation = {
  type: 'date_histogram',
  schema: 'segment',
  params: { field: '@timestamp', interval: 'auto', min_doc_count: 1, extended_bounds: {} },
};

/** The values with most of the first metric. */
export function most(
  schema: Aggregation['schema'],
  field: string,
  customLabel: string,
  size: number,
): Aggregation {
  return { type: 'terms', schema, params: { field, size, order: 'desc', orderBy: '1', customLabel } };
}

/** Bars on top of each other. */
export function bars(
  type: 'histogram' | 'horizontal_bar',
  label: string,
  aggs: readonly Aggregation[],
): Chart {
  const [across, up] = type === 'histogram' ? (['bottom', 'left'] as const) : (['left', 'bottom'] as const);
  const axis = { show: true, style: {}, labels: { show: true, truncate: 100 } };
  const scale = { type: 'linear' };
  const params = {
    type: 'histogram',
    grid: { categoryLines: false },
    categoryAxes: [{ ...axis, id: 'CategoryAxis-1', type: 'category', position: across, scale, title: {} }],
    valueAxes: [
      {
        ...{ ...axis, id: 'ValueAxis-1', name: 'LeftAxis-1', type: 'value', position: up },
        ...{ scale: { ...scale, mode: 'normal' }, title: { text: label } },
      },
    ],
    seriesParams: [
      {
        ...{ show: 'true', type: 'histogram', mode: 'stacked', valueAxis: 'ValueAxis-1' },
        ...{ data: { id: '1', label }, drawLinesBetweenPoints: true, showCircles: true },
      },
    ],
    ...{ addTooltip: true, addLegend: true, legendPosition: 'right', times: [], addTimeMarker: false },
  };
  return { type, aggs, params };
}

export function table(aggs: readonly Aggregation[]): Chart {
  const params = {
    ...{ perPage: 10, showPartialRows: false, showMetricsAtAllLevels: false },
    ...{ sort: { columnIndex: null, direction: null }, showTotal: false, totalFunc: 'sum' },
  };
  return { type: 'table', aggs, params };
}

/** Circles on a map, in OpenSearch Dashboards and Kibana 7. */
export function tileMap(field: string): Chart {
  const grid = { field, autoPrecision: true, precision: 2, useGeocentroid: true, isFilteredByCollar: true };
  const params = {
    ...{ mapType: 'Scaled Circle Markers', colorSchema: 'Yellow to Red', isDesaturated: true },
    ...{
      addTooltip: true,
      heatClusterSize: 1.5,
      legendPosition: 'bottomright',
      mapZoom: 2,
      mapCenter: [20, 0],
    },
    wms: { enabled: false, options: { format: 'image/png', transparent: true } },
  };
  return {
    type: 'tile_map',
    aggs: [count, { type: 'geohash_grid', schema: 'segment', params: grid }],
    params,
  };
}
