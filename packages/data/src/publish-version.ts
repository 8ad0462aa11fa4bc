import { datasetManifestSchema, type DatasetManifest } from '@flywheel/contracts';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from './duckdb.ts';
import { datasetNotWritten, datasetUnreadable } from './errors.ts';

/** Files of a dataset version. */
export const DATASET_FILES = {
  train: 'train.parquet',
  test: 'test.parquet',
  manifest: 'dataset.json',
} as const;

/**
 * Moves a finished version from its staging folder to `<datasetsFolder>/<digest>` in one step, so that nobody ever sees
 * half a version. When another process was first, its identical version stays.
 */
export async function publishVersion({
  datasetsFolder,
  staging,
  manifest,
}: {
  datasetsFolder: string;
  staging: string;
  manifest: DatasetManifest;
}): Promise<string> {
  const folder = join(datasetsFolder, manifest.digest);
  const ready = join(staging, 'version');
  try {
    await mkdir(ready);
    for (const name of [DATASET_FILES.train, DATASET_FILES.test])
      await rename(join(staging, name), join(ready, name));
    await writeFile(join(ready, DATASET_FILES.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(ready, folder);
  } catch (error) {
    if (existsSync(join(folder, DATASET_FILES.manifest))) return folder;
    throw datasetNotWritten({ folder: datasetsFolder, reason: reasonOf(error) }, error);
  }
  return folder;
}

/** Reads and checks `dataset.json` of a dataset version. */
export async function readDatasetManifest(folder: string): Promise<DatasetManifest> {
  const path = join(folder, DATASET_FILES.manifest);
  try {
    return datasetManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw datasetUnreadable({ path, reason: reasonOf(error) }, error);
  }
}
