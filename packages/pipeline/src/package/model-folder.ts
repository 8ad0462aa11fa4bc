import {
  MODEL_PACKAGE_FILES,
  modelManifestSchema,
  type AppError,
  type ModelManifest,
} from '@flywheel/contracts';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFolderNotWritten, modelFolderUnreadable, outputFolderTaken } from '../errors.ts';

/** Contents of a package by file name, all but the manifest. */
export type PackageContents = Readonly<Record<string, string | Uint8Array>>;

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** JSON as every file of a package writes it. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Writes a model package with the digest of every file in its manifest. The folder appears complete or not at all; a package
 * that was there is replaced, anything else is left alone.
 */
export async function writeModelFolder({
  folder,
  contents,
  manifest: facts,
}: {
  folder: string;
  contents: PackageContents;
  manifest: Omit<ModelManifest, 'digests'>;
}): Promise<ModelManifest> {
  const digests = Object.fromEntries(
    Object.entries(contents).map(([name, content]) => [name, sha256(content)]),
  );
  const manifest = modelManifestSchema.parse({ ...facts, digests });
  if (await holdsSomethingElse(folder)) throw outputFolderTaken({ folder });
  const staging = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  const notWritten = (error: unknown): AppError =>
    modelFolderNotWritten({ folder, reason: (error as Error).message }, error);
  await mkdir(staging, { recursive: true }).catch((error: unknown) => {
    throw notWritten(error);
  });
  try {
    for (const [name, content] of Object.entries(contents)) await writeFile(join(staging, name), content);
    await writeFile(join(staging, MODEL_PACKAGE_FILES.manifest), jsonText(manifest));
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } catch (error) {
    throw notWritten(error);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return manifest;
}

async function holdsSomethingElse(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const names = await readdir(folder);
  return names.length > 0 && !names.includes(MODEL_PACKAGE_FILES.manifest);
}

/** Reads a package's manifest and its ONNX file, whose digest is checked. */
export async function readModelFolder(
  folder: string,
): Promise<{ manifest: ModelManifest; onnx: Uint8Array }> {
  let path = join(folder, MODEL_PACKAGE_FILES.manifest);
  try {
    const manifest = modelManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    path = join(folder, MODEL_PACKAGE_FILES.onnx);
    const onnx = await readFile(path);
    const expected = manifest.digests[MODEL_PACKAGE_FILES.onnx];
    if (sha256(onnx) !== expected) throw new Error(`its sha256 is not ${expected}, as the manifest says`);
    return { manifest, onnx };
  } catch (error) {
    throw modelFolderUnreadable({ path, reason: (error as Error).message }, error);
  }
}
