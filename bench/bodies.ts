import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { runLogflow } from '../test/helpers/process.ts';
import { summaryOf } from '../test/helpers/search.ts';
import type { Served } from './serve.ts';

/** Bulk bodies in files, as logflow makes them. */
export interface Bodies {
  readonly files: readonly string[];
  readonly docs: number;
}

/** The very bodies that logflow sends, prepared beforehand: of all objects in the queue. */
export async function writeBodies(folder: string, { queue, environment: env }: Served): Promise<Bodies> {
  const into = join(folder, 'bodies');
  const args = ['consume', '--queue', queue, '--drain', '--output', `bulk:${into}`, '--json'];
  const { code, stdout, stderr } = await runLogflow(args, { env, timeoutMs: 1_800_000 });
  if (code !== 0) throw new Error(`consume ended with ${code}:\n${stderr}`);
  const files = (await Array.fromAsync(glob('*.bulk', { cwd: into }))).map((file) => join(into, file));
  return { files, docs: summaryOf(stdout).documents.indexed };
}
