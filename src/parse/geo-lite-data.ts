import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { LogflowError } from '../model/errors.ts';
import { placeBytes } from './geo-place.ts';
import { indexV4, rowBytesV4 } from './geo-v4.ts';
import { checkV6, rowBytesV6 } from './geo-v6.ts';
import { readShared } from './read-shared.ts';

/** geoip-lite's database, in memory that all threads share. */
export interface LiteData {
  /** geoip-city.dat: IPv4 ranges. */
  readonly v4: SharedArrayBuffer;
  /** Where to look in `v4`: see `indexV4`. */
  readonly v4Index: SharedArrayBuffer;
  /** geoip-city6.dat: IPv6 ranges. */
  readonly v6: SharedArrayBuffer;
  /** geoip-city-names.dat: the places that ranges point to. */
  readonly places: SharedArrayBuffer;
}

/**
 * Reads the city files that geoip-lite 2.0.3 brings, about 109 MB, once for all threads (R10). Through the library each
 * thread would hold its own copy.
 * Throws `LF_GEO_DATABASE` when a file is missing or damaged.
 */
export async function loadLite(folder: string = geoFolder(process.env.GEODATADIR)): Promise<LiteData> {
  const read = async (name: string, rowBytes: number): Promise<SharedArrayBuffer> => {
    const path = join(folder, name);
    const buffer = await readShared(path).catch((cause) => {
      throw unusable(`${path} cannot be read: ${(cause as Error).message}`, cause);
    });
    if (buffer.byteLength === 0 || buffer.byteLength % rowBytes !== 0) {
      throw unusable(`${path} is damaged: ${buffer.byteLength} bytes are no number of whole records`);
    }
    return buffer;
  };
  const [v4, v6, places] = await Promise.all([
    read('geoip-city.dat', rowBytesV4),
    read('geoip-city6.dat', rowBytesV6),
    read('geoip-city-names.dat', placeBytes),
  ]);
  const placeCount = places.byteLength / placeBytes;
  const v4Index = indexV4(v4, placeCount);
  if (v4Index === undefined) throw unusable(`${join(folder, 'geoip-city.dat')} is damaged: ${disorder}`);
  if (!checkV6(v6, placeCount)) {
    throw unusable(`${join(folder, 'geoip-city6.dat')} is damaged: ${noSuchPlace}`);
  }
  return { v4, v4Index, v6, places };
}

const noSuchPlace = 'a range points to a place that geoip-city-names.dat does not have';
const disorder = `its ranges are out of order, or ${noSuchPlace}`;

/** As geoip-lite finds it: a relative `GEODATADIR` starts at the library's own folder. */
export function geoFolder(override: string | undefined): string {
  try {
    const library = dirname(createRequire(import.meta.url).resolve('geoip-lite'));
    return resolve(library, override || '../data');
  } catch (cause) {
    throw unusable('the package geoip-lite cannot be found', cause);
  }
}

function unusable(message: string, cause?: unknown): LogflowError {
  return new LogflowError(
    {
      code: 'LF_GEO_DATABASE',
      message: `the geo database cannot be loaded: ${message}`,
      hint: "Install logflow again, or check that GEODATADIR names a folder with geoip-lite's city files.",
    },
    { cause },
  );
}
