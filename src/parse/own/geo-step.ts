import type { GeoLookup } from '../geo-record.ts';
import { pathOf } from '../records/tree.ts';
import type { RunStep } from './event.ts';
import { putAt, textOf, valueAt } from './tree.ts';

/** Where addresses are, by the names of Logstash's geoip filter; an address that nobody knows leaves a tag. */
export function geoStep(targets: Readonly<Record<string, string>>, geo: GeoLookup): RunStep {
  const all = Object.entries(targets).map(([from, to]) => ({ from: pathOf(from), to, target: pathOf(to) }));
  return ({ fields, tags }) => {
    for (const { from, to, target } of all) {
      const value = valueAt(fields, from);
      if (value === undefined) continue;
      const ip = textOf(value);
      const record = geo.lookup(ip);
      if (record) putAt(fields, target, { ip, ...record });
      else tags.push(`_geo_${to}_not_found`);
    }
    return undefined;
  };
}
