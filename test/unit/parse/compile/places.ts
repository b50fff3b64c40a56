import type { GeoRecord } from '../../../../src/parse/geo-record.ts';
import { geoOf } from '../../../helpers/geo.ts';

const records: readonly GeoRecord[] = [
  {},
  { country_code2: 'US' },
  { city_name: 'São "Paulo" \\ \u0001\u007f😀', dma_code: 1, latitude: -23.5, longitude: 0 },
  { city_name: '\ud800', location: { lat: 1e-7, lon: 1e21 } },
  { timezone: 'z'.repeat(4050) },
  { timezone: 'z'.repeat(4100) },
  ...Array.from({ length: 20 }, (_, i) => ({ region_name: 'r'.repeat(i), dma_code: i })),
];

/** Knows most addresses, and other texts too: what is no address is not for the transform to know. */
export const hashedPlaces = geoOf((text) => {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return text.startsWith('10.') ? undefined : records[(hash >>> 8) % (records.length + 3)];
});
