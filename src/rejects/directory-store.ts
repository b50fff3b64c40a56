import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, opendir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rejectsSuffix } from '../model/rejects.ts';
import { readEntries } from './read-entries.ts';
import type { RejectsContent, RejectsStore } from './store.ts';
import { worded, wordedEach } from './store-error.ts';

/** One file for each, `DIR/HASH.rejects.ndjson.gz`, synced before it gets its name. */
export function createDirectoryStore(directory: string): RejectsStore {
  async function* names(): AsyncGenerator<string> {
    // All at once: whoever reads them removes them and writes them anew.
    for (const name of await readdir(directory)) {
      if (name.endsWith(rejectsSuffix) && !name.startsWith('.')) yield name;
    }
  }

  const put = (name: string, content: RejectsContent) =>
    worded('write', directory, async () => {
      const temporary = join(directory, `.${name}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
      try {
        const file = await open(temporary, 'wx');
        try {
          await file.writeFile(content.read());
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, join(directory, name));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncDirectory(directory);
    });

  return {
    place: directory,
    // Not with its parents: those of a volume that is not mounted would be made on the disk below it.
    prepare: () =>
      worded('write', directory, async () => {
        await mkdir(directory).catch((error) => {
          if (error.code !== 'EEXIST') throw error;
        });
        for await (const _ of await opendir(directory)) break;
        await access(directory, constants.W_OK);
      }),
    put,
    names: () => wordedEach(directory, names()),
    read: (name) =>
      readEntries(
        wordedEach(directory, createReadStream(join(directory, name)) as AsyncIterable<Uint8Array>),
        join(directory, name),
      ),
    replace: (name, content) =>
      content
        ? put(name, content)
        : worded('write', directory, async () => {
            await rm(join(directory, name), { force: true });
            await syncDirectory(directory);
          }),
    close: async () => {},
  };
}

/** A new name, too, must outlive a power cut. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
