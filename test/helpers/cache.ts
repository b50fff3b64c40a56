import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder in the user's cache directory, filled once and never changed again.
 * Safe when several processes come at once: each fills a folder of its own, and the first rename wins.
 */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'logflow-test');
  const final = join(cache, name);
  if (existsSync(final)) return final;
  await mkdir(cache, { recursive: true });
  const own = await mkdtemp(join(cache, `${name}.filling-`));
  try {
    await fill(own);
    await rename(own, final);
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    // A folder that is not empty is not renamed over: somebody else was first.
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  return final;
}
