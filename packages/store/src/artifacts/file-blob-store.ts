import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Blob, BlobStore } from './blob.ts';
import { artifactFolderNotWritable, artifactStorageFull } from './errors.ts';

/** What an interrupted process left behind is removed after this time; no upload takes that long. */
const STALE_MS = 24 * 60 * 60 * 1000;

/**
 * Blobs as files `sha256/ab/abcdef…` in a folder. A file is written under another name, flushed to disk and only then
 * given its own, so a name never stands for half of the bytes.
 */
export async function openFileBlobStore(given: string): Promise<BlobStore> {
  const folder = resolve(given);
  const incoming = join(folder, 'incoming');
  try {
    await mkdir(incoming, { recursive: true });
    await removeStale(incoming);
  } catch (error) {
    throw artifactFolderNotWritable({ folder, reason: (error as Error).message }, error);
  }
  const pathOf = (digest: string): string => join(folder, 'sha256', digest.slice(0, 2), digest);
  return {
    write: async (source) => {
      const partial = join(incoming, randomUUID());
      try {
        const blob = await writeFile(partial, source);
        await keep(partial, pathOf(blob.digest));
        return blob;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOSPC' || code === 'EDQUOT') throw artifactStorageFull({ folder }, error);
        throw error;
      } finally {
        await rm(partial, { force: true });
      }
    },
    read: async (digest, range) => {
      const file = await openIfThere(pathOf(digest));
      return file === null ? null : file.createReadStream(range ?? {});
    },
  };
}

async function writeFile(path: string, source: AsyncIterable<Uint8Array>): Promise<Blob> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { digest: hash.digest('hex'), sizeBytes };
}

/** Gives the file its final name; the same bytes may be there already. */
async function keep(partial: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await link(partial, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function removeStale(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    if (Date.now() - (await stat(path)).mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
