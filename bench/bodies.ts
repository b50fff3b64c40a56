import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runLogflow } from '../test/helpers/process.ts';
import { summaryOf } from '../test/helpers/search.ts';
import { FlowData } from './flow-data.ts';

/** Bulk bodies in files, as logflow makes them. */
export interface Bodies {
  readonly files: readonly string[];
  readonly docs: number;
}

export async function writeObjects(folder: string, objects: number, lines: number): Promise<string[]> {
  const data = new FlowData();
  const paths: string[] = [];
  for (let n = 0; n < objects; n++) {
    const path = join(folder, `${n}.log.gz`);
    await writeFile(path, data.object(lines));
    paths.push(path);
  }
  return paths;
}

/** The very bodies that logflow sends, prepared beforehand. */
export async function writeBodies(folder: string, objects: readonly string[]): Promise<Bodies> {
  const into = join(folder, 'bodies');
  const args = ['ingest', ...objects, '--output', `bulk:${into}`, '--json'];
  const { code, stdout, stderr } = await runLogflow(args, { timeoutMs: 1_800_000 });
  if (code !== 0) throw new Error(`ingest ended with ${code}:\n${stderr}`);
  const files = (await Array.fromAsync(glob('*.bulk', { cwd: into }))).map((file) => join(into, file));
  return { files, docs: summaryOf(stdout).documents.indexed };
}
