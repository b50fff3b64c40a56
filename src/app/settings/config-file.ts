import { readFileSync } from 'node:fs';
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';

/** One mistake, with where it was made. */
export interface Mistake {
  readonly where: string;
  readonly what: string;
}

export interface ConfigFile {
  readonly values: Record<string, unknown>;
  readonly mistakes: readonly Mistake[];
  /** `logflow.yaml:7 (queue)`, `logflow.yaml:12 (buckets[1].role)` */
  readonly place: (path: readonly PropertyKey[]) => string;
}

/** What a file says that is not there. */
export const emptyFile: ConfigFile = { values: {}, mistakes: [], place: pathText };

/** Reads the file that `--config` names, else `logflow.yaml` if it is there. Never throws: what is wrong is a mistake. */
export function readConfig(path: string | undefined): ConfigFile {
  const name = path ?? 'logflow.yaml';
  let source: string;
  try {
    source = readFileSync(name, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (path === undefined && code === 'ENOENT') return emptyFile;
    return { values: {}, mistakes: [{ where: name, what: `cannot be read: ${message}` }], place: pathText };
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const mistakes = document.errors.map((error) => ({
    where: `${name}:${lines.linePos(error.pos[0]).line}`,
    what: error.message.split('\n')[0] ?? error.code,
  }));
  const root = document.contents;
  if (root !== null && !isMap(root)) {
    mistakes.push({ where: name, what: 'must be a mapping of settings to values' });
  }
  const place = (path: readonly PropertyKey[]) => {
    const start = startOf(root, path);
    return `${name}${start === undefined ? '' : `:${lines.linePos(start).line}`} (${pathText(path)})`;
  };
  let values: Record<string, unknown> = {};
  try {
    if (isMap(root) && mistakes.length === 0) values = document.toJS() as Record<string, unknown>;
  } catch (error) {
    // Aliases of nothing, and aliases of aliases of aliases.
    mistakes.push({ where: name, what: (error as Error).message });
  }
  return { values, mistakes, place };
}

/** `buckets[1].role` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number' || /^\d+$/.test(String(step))) return `${text}[${String(step)}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** Where in the file a path begins, or as much of it as is there. */
function startOf(root: unknown, path: readonly PropertyKey[]): number | undefined {
  let node = root;
  let found: unknown;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(key) === String(step));
      if (!pair) break;
      found = pair.key;
      node = pair.value;
    } else if (isSeq(node) && node.items[Number(step)]) {
      node = node.items[Number(step)];
      found = node;
    } else break;
  }
  return (found as { range?: [number, number, number] } | undefined)?.range?.[0];
}
