import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MODEL_PACKAGE_FILES } from '@flywheel/contracts';
import { z } from 'zod';
import { readManifest, sha256, type PackageFiles } from './model-package.ts';
import type { ModelSource } from './model-source.ts';

const pointerSchema = z.object({ version: z.string(), manifestDigest: z.string() });
const POINTER = 'champion.json';

/**
 * Model packages on disk, so that a restart needs no registry. A package lies in a folder named by the digest of its
 * manifest, which names the digests of all other files: what is found under a name is what was put there, or it is
 * refused when it is opened.
 */
export class PackageCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The files of a version: the manifest from the source, the others from disk where they are there already. */
  async fetch(source: ModelSource, project: string, version: string): Promise<PackageFiles> {
    const manifest = await source.readFile(project, version, MODEL_PACKAGE_FILES.manifest);
    const { digests } = readManifest(project, version, manifest);
    const kept = await this.#read(project, sha256(manifest), Object.keys(digests));
    const files = new Map([[MODEL_PACKAGE_FILES.manifest as string, manifest]]);
    for (const [name, digest] of Object.entries(digests)) {
      const bytes = kept?.get(name);
      const isGood = bytes !== undefined && sha256(bytes) === digest;
      files.set(name, isGood ? bytes : await source.readFile(project, version, name));
    }
    return files;
  }

  /** Keeps a package that was found good, and remembers it as the one to start with; older ones are removed. */
  async keep(project: string, version: string, files: PackageFiles): Promise<void> {
    const manifestDigest = sha256(files.get(MODEL_PACKAGE_FILES.manifest)!);
    const home = join(this.#folder, project);
    const folder = join(home, manifestDigest);
    const partial = join(home, `${randomUUID()}.partial`);
    await mkdir(partial, { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(partial, name), bytes);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    const pointer = join(home, `${randomUUID()}.partial`);
    await writeFile(pointer, JSON.stringify({ version, manifestDigest }));
    await rename(pointer, join(home, POINTER));
    for (const entry of await readdir(home))
      if (entry !== manifestDigest && entry !== POINTER)
        await rm(join(home, entry), { recursive: true, force: true });
  }

  /** The package that was kept last, null when there is none. */
  async last(project: string): Promise<{ version: string; files: PackageFiles } | null> {
    const text = await readIfThere(join(this.#folder, project, POINTER));
    if (text === null) return null;
    const { version, manifestDigest } = pointerSchema.parse(JSON.parse(text.toString()));
    const path = join(this.#folder, project, manifestDigest, MODEL_PACKAGE_FILES.manifest);
    const manifest = await readIfThere(path);
    if (manifest === null) return null;
    const names = Object.keys(readManifest(project, version, manifest).digests);
    const files = await this.#read(project, manifestDigest, names);
    return files === null
      ? null
      : { version, files: new Map([...files, [MODEL_PACKAGE_FILES.manifest, manifest]]) };
  }

  async #read(
    project: string,
    manifestDigest: string,
    names: readonly string[],
  ): Promise<PackageFiles | null> {
    const files = new Map<string, Uint8Array>();
    for (const name of names) {
      const bytes = await readIfThere(join(this.#folder, project, manifestDigest, name));
      if (bytes === null) return null;
      files.set(name, bytes);
    }
    return files;
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
