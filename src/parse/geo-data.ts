import { LogflowError } from '../model/errors.ts';
import { type LiteData, loadLite } from './geo-lite-data.ts';
import { type CodeNames, loadNames } from './geo-names.ts';
import { checkMmdb, type MmdbFile } from './mmdb/database.ts';
import { DamagedMmdb } from './mmdb/values.ts';
import { readShared } from './read-shared.ts';

/** The geo databases, in memory that all threads share: sent to a worker as they are, only the names are copied (0.6 MB). */
export interface GeoData {
  /** geoip-lite's; absent where a database of places was given. */
  readonly lite: LiteData | undefined;
  /** One of places and one of networks at most. */
  readonly databases: readonly MmdbFile[];
  readonly names: CodeNames;
}

/**
 * Loads the databases of a run, once for all threads (R10): the `.mmdb` files that were named, and geoip-lite's where none of them
 * has places. They are read whole; a file that is replaced later is for the next run.
 * Throws `LF_GEO_DATABASE`: with all files that cannot be used, and as a mistake in the configuration where these were named.
 */
export async function loadGeo(paths: readonly string[] = []): Promise<GeoData> {
  const databases = await loadMmdbFiles(paths);
  const hasPlaces = databases.some(({ kind }) => kind === 'place');
  const [lite, names] = await Promise.all([hasPlaces ? undefined : loadLite(), loadNames()]);
  return { lite, databases, names };
}

/** What `loadGeo` does with the files alone. */
export async function loadMmdbFiles(paths: readonly string[]): Promise<readonly MmdbFile[]> {
  const mistakes: string[] = [];
  const files: { readonly path: string; readonly file: MmdbFile }[] = [];
  for (const path of paths) {
    const file = await loadFile(path);
    const same = typeof file !== 'string' && files.find((one) => one.file.kind === file.kind);
    if (typeof file === 'string') mistakes.push(`${path}: ${file}`);
    else if (same)
      mistakes.push(`${path}: it is of the same kind as ${same.path}, and one of a kind is enough`);
    else files.push({ path, file });
  }
  if (mistakes.length > 0) throw unusable(mistakes);
  return files.map(({ file }) => file);
}

/** A text: why it cannot be used. */
async function loadFile(path: string): Promise<MmdbFile | string> {
  try {
    return checkMmdb(await readShared(path));
  } catch (error) {
    if (error instanceof DamagedMmdb) return error.message;
    return `cannot be read: ${(error as Error).message}`;
  }
}

function unusable(mistakes: readonly string[]): LogflowError {
  const lines = mistakes.map((mistake) => `  ${mistake}`).join('\n');
  return new LogflowError(
    {
      code: 'LF_GEO_DATABASE',
      message: `--geo-database (LOGFLOW_GEO_DATABASE) names what cannot be used:\n${lines}`,
      hint: 'Name a City, Country or Enterprise database, an ASN or ISP database, or one of each, as .mmdb files, not packed.',
    },
    { exit: 2 },
  );
}
