import { bars, type Chart, count, most, overTime, sum, table, tileMap } from './charts.ts';
import { savedMap } from './map.ts';
import type { SavedObject } from './saved-object.ts';

/** Which kind of map a server draws: a classic visualization, or an object of Maps. */
export type MapKind = 'tile_map' | 'map';

/** What the dashboard is about. */
export interface Subject {
  /** Of the template: `vpcflowlogs`; ids are made of it. */
  readonly name: string;
  /** Title of the index pattern: `vpcflowlogs-*`. */
  readonly pattern: string;
  /** Kibana's space, whose objects need ids of their own: an id is there once in all spaces. */
  readonly space?: string | undefined;
}

/** In the oldest form that both servers know, so that the oldest can read it and the others bring it up to theirs. */
const form = '7.0.0';

/** All that is installed, in the order of an export file: what is linked to comes first. Same subject, same ids. */
export function savedObjects({ name, pattern, space }: Subject, map: MapKind): readonly SavedObject[] {
  const base = ['logflow', name, ...(space === undefined ? [] : [space])].join('-');
  const titled = (title: string) => `${title} [${pattern}]`;
  const visualization = (suffix: string, title: string, chart: Chart) =>
    savedChart(`${base}-${suffix}`, titled(title), chart, base);
  const where = 'src_geoip.location';
  const mapTitle = 'Where flows come from';
  const panels = [
    visualization(
      'actions',
      'Accepted and rejected flows',
      bars('histogram', 'Flows', [count, overTime, most('group', 'action', 'Action', 5)]),
    ),
    visualization(
      'talkers',
      'Top talkers',
      table([
        sum('bytes', 'Bytes'),
        sum('packets', 'Packets'),
        count,
        most('bucket', 'srcaddr', 'Source address', 50),
      ]),
    ),
    visualization(
      'ports',
      'Destination ports',
      bars('horizontal_bar', 'Flows', [
        count,
        most('segment', 'dstport', 'Destination port', 20),
        most('group', 'action', 'Action', 5),
      ]),
    ),
    map === 'map'
      ? savedMap(`${base}-map`, titled(mapTitle), where, base)
      : visualization('map', mapTitle, tileMap(where)),
    visualization(
      'subnets',
      'Bytes by subnet',
      bars('histogram', 'Bytes', [sum('bytes', 'Bytes'), overTime, most('group', 'subnet-id', 'Subnet', 10)]),
    ),
  ];
  const dashboard = savedDashboard(`${base}-dashboard`, titled('VPC flow logs'), panels);
  return [indexPattern(base, pattern), ...panels, dashboard];
}

function indexPattern(id: string, title: string): SavedObject {
  return {
    ...{ type: 'index-pattern', id, references: [], migrationVersion: { 'index-pattern': '6.5.0' } },
    // Its fields are looked up by the browser that opens it first.
    attributes: { title, timeFieldName: '@timestamp' },
  };
}

const everything = { query: { query: '', language: 'kuery' }, filter: [] };

function savedChart(id: string, title: string, chart: Chart, indexPatternId: string): SavedObject {
  const { type, params } = chart;
  const aggs = chart.aggs.map((agg, i) => ({ id: String(i + 1), enabled: true, ...agg }));
  const index = 'kibanaSavedObjectMeta.searchSourceJSON.index';
  return {
    ...{ type: 'visualization', id, migrationVersion: { visualization: form } },
    attributes: {
      title,
      ...{ description: 'Made by logflow', version: 1, uiStateJSON: '{}' },
      visState: JSON.stringify({ title, type, params, aggs }),
      kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify({ ...everything, indexRefName: index }) },
    },
    references: [{ name: index, type: 'index-pattern', id: indexPatternId }],
  };
}

/** Of 48 columns: the first panel takes all of them, the others half. */
function savedDashboard(id: string, title: string, panels: readonly SavedObject[]): SavedObject {
  const layout = panels.map((_, i) => ({
    ...{ version: form, panelIndex: String(i + 1), panelRefName: `panel_${i}`, embeddableConfig: {} },
    gridData: {
      ...(i === 0
        ? { x: 0, y: 0, w: 48, h: 12 }
        : { x: i % 2 === 1 ? 0 : 24, y: 12 + 18 * Math.floor((i - 1) / 2), w: 24, h: 18 }),
      i: String(i + 1),
    },
  }));
  return {
    ...{ type: 'dashboard', id, migrationVersion: { dashboard: form } },
    attributes: {
      title,
      ...{ description: 'Made by logflow', hits: 0, version: 1, timeRestore: false },
      panelsJSON: JSON.stringify(layout),
      optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
      kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify(everything) },
    },
    references: panels.map((panel, i) => ({ name: `panel_${i}`, type: panel.type, id: panel.id })),
  };
}
