import { never } from '../../model/errors.ts';
import type { CodeNames } from '../geo-names.ts';
import type { GeoRecord, GeoSource } from '../geo-record.ts';
import { type MmdbFile, mmdbReader } from './database.ts';
import { networkRecord, placeRecord } from './records.ts';
import type { MmdbValue } from './values.ts';

/** The integer of a place that is this source's, by its kind: which record it is, -1 for none. */
const integerOf = { place: 0, network: 3 } as const;

/** A MaxMind database as it was loaded, maybe in another thread. Private addresses are looked up, too: it may be a company's own. */
export function mmdbSource(file: MmdbFile, names: CodeNames): GeoSource {
  const reader = mmdbReader(file);
  const own = integerOf[file.kind];
  return {
    findV4: (address, place) => {
      const found = reader.findV4(address);
      place[own] = found;
      return found !== -1;
    },
    findV6: (address, place) => {
      const found = reader.findV6(address);
      place[own] = found;
      return found !== -1;
    },
    record: (place) => {
      const offset = place[own] as number;
      return offset === -1 ? undefined : recordOf(file.kind, reader.read(offset), names);
    },
  };
}

function recordOf(kind: MmdbFile['kind'], value: MmdbValue, names: CodeNames): GeoRecord | undefined {
  switch (kind) {
    case 'place':
      return placeRecord(value, names);
    case 'network':
      return networkRecord(value);
    default:
      return never(kind);
  }
}
