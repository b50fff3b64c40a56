import type { Answer } from 'geoip-lite';
import { LogflowError } from '../model/errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import { type CodeNames, type GeoLookup, type GeoRecord, toRecord } from './geo-record.ts';
import { type Address, readAddress } from './ip-address.ts';

const cachedAddresses = 8_192;
const cachedPlaces = 4_096;
/** A found nothing is worth remembering too. */
type Found = GeoRecord | 'nowhere';

/**
 * Opens geoip-lite's database. It is loaded here and not before: about 112 MB of files for each thread that calls (R10).
 * Throws `LF_GEO_DATABASE` when it cannot be loaded.
 */
export async function openGeo(): Promise<GeoLookup> {
  const [database, names] = await Promise.all([loadDatabase(), loadNames()]);
  const byAddress = new BoundedCache<string, Found>(cachedAddresses);
  const byPlace = new BoundedCache<string | number, Found>(cachedPlaces);

  const find = (address: Address): Found => {
    const answer = database.lookup(address.text);
    if (answer === null) return 'nowhere';
    // IPv4 answers name their range; an IPv6 address is its /64 already.
    const place = answer.range === '' ? address.text : answer.range[0];
    return byPlace.get(place) ?? byPlace.set(place, toRecord(answer, names) ?? 'nowhere');
  };
  return {
    lookup: (text) => {
      const address = readAddress(text);
      if (address === undefined) return undefined;
      const found = byAddress.get(address.text) ?? byAddress.set(address.text, find(address));
      return found === 'nowhere' ? undefined : found;
    },
  };
}

async function loadDatabase(): Promise<{ lookup(address: string): Answer | null }> {
  try {
    return (await import('geoip-lite')).default;
  } catch (cause) {
    throw new LogflowError(
      {
        code: 'LF_GEO_DATABASE',
        message: 'the geoip-lite database cannot be loaded',
        hint: 'Install logflow again, or check that GEODATADIR names a folder with its .dat files.',
      },
      { cause },
    );
  }
}

async function loadNames(): Promise<CodeNames> {
  const [{ countries, getCountryData }, { iso31662 }] = await Promise.all([
    import('countries-list'),
    import('iso-3166'),
  ]);
  const regions = new Map(iso31662.map(({ code, name }) => [code, name]));
  return {
    country: (code) =>
      Object.hasOwn(countries, code) ? getCountryData(code as keyof typeof countries) : undefined,
    region: (code) => regions.get(code),
  };
}
