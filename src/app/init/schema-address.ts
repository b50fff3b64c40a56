import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const inPackage = join('docs', 'logflow.schema.json');
/** Of this package, from `src/app/init/` and from `dist/app/init/` alike. */
const ownSchema = fileURLToPath(new URL(`../../../docs/logflow.schema.json`, import.meta.url));

/**
 * Where an editor finds the JSON Schema, for a file at `path`: relative, where a project has logflow in its `node_modules`
 * (the line holds on every machine then); else where this logflow is installed.
 */
export function schemaAddress(path: string): string {
  const from = dirname(resolve(path));
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', 'logflow', inPackage);
    if (existsSync(found)) {
      const way = relative(from, found).split(sep).join('/');
      return way.startsWith('.') ? way : `./${way}`;
    }
    if (folder === dirname(folder)) return pathToFileURL(ownSchema).href;
  }
}
