import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const root = new URL('../../deploy/', import.meta.url);

/** The text of a file below `deploy/`. */
export function deployText(name: string): string {
  return readFileSync(new URL(name, root), 'utf8');
}

/** Paths of all files below `deploy/`. */
export function deployNames(): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.pathname.length).replace(/^\//, ''));
}

/** What is in a file of YAML, as plain values; each of its documents. */
// biome-ignore lint/suspicious/noExplicitAny: tests look for what should be there
export function deployYaml(name: string): any[] {
  return parseAllDocuments(deployText(name)).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

/** One instruction of a Dockerfile: continuation lines joined, comments left out. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

export function dockerInstructions(): readonly Instruction[] {
  const text = deployText('docker/Dockerfile')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', ...words] = line.split(' ');
      return { name, rest: words.join(' ') };
    });
}
