import type { SavedObject } from './saved-object.ts';

/**
 * The map as an object of Maps, which took the place of coordinate maps in Kibana 8.
 * https://github.com/elastic/kibana/issues/81703
 */
export function savedMap(id: string, title: string, field: string, indexPattern: string): SavedObject {
  const index = 'layer_1_source_index_pattern';
  const counted = { label: 'count', name: 'doc_count', origin: 'source' };
  const fieldMetaOptions = { isEnabled: false, sigma: 3 };
  const layer = { minZoom: 0, maxZoom: 24, visible: true };
  const layers = [
    {
      ...{ ...layer, id: 'base', label: null, alpha: 1, type: 'VECTOR_TILE', style: { type: 'TILE' } },
      sourceDescriptor: { type: 'EMS_TMS', isAutoSelect: true },
    },
    {
      ...{ ...layer, id: 'flows', label: 'Flows', alpha: 0.75, type: 'VECTOR', joins: [] },
      sourceDescriptor: {
        ...{ id: 'flows', type: 'ES_GEO_GRID', geoField: field, indexPatternRefName: index },
        ...{ requestType: 'point', resolution: 'COARSE', metrics: [{ type: 'count' }] },
        ...{ applyGlobalQuery: true, applyGlobalTime: true },
      },
      style: {
        type: 'VECTOR',
        properties: {
          fillColor: { type: 'DYNAMIC', options: { color: 'Blues', field: counted, fieldMetaOptions } },
          iconSize: {
            type: 'DYNAMIC',
            options: { minSize: 4, maxSize: 32, field: counted, fieldMetaOptions },
          },
        },
      },
    },
  ];
  const state = {
    zoom: 1.5,
    center: { lat: 20, lon: 0 },
    query: { query: '', language: 'kuery' },
    filters: [],
  };
  return {
    type: 'map',
    id,
    attributes: {
      title,
      description: 'Made by logflow',
      layerListJSON: JSON.stringify(layers),
      mapStateJSON: JSON.stringify(state),
      uiStateJSON: JSON.stringify({ isLayerTOCOpen: false, openTOCDetails: [] }),
    },
    references: [{ name: index, type: 'index-pattern', id: indexPattern }],
    migrationVersion: { map: '7.14.0' },
  };
}
