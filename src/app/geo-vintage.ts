import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { geoFolder } from '../parse/geo-lite-data.ts';

/** Of the city data in geoip-lite 2.0.3, which does not say itself how old it is: when npm got it. */
const published = { checksum: '738794f02b34c288', date: '2026-07-08' };

/** How old the geo data is, in a line. Data that somebody replaced is as old as its file. Never rejects. */
export async function geoVintage(): Promise<string> {
  try {
    const folder = geoFolder(process.env.GEODATADIR);
    const checksum = await readFile(join(folder, 'city.checksum'), 'utf8').catch(() => '');
    if (checksum.startsWith(published.checksum)) {
      return `geo data geoip-lite 2.0.3, published ${published.date}`;
    }
    const { mtime } = await stat(join(folder, 'geoip-city.dat'));
    return `geo data in ${folder}, written ${mtime.toISOString().slice(0, 10)}`;
  } catch {
    return 'geo data missing';
  }
}
