import type { DatasetManifest } from '@flywheel/contracts';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** sha256 of a file's bytes. */
export async function fileDigest(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}

/** What identifies a dataset version: how rows are to be read, the bounds that were asked for, and the rows themselves. */
export function datasetDigest({
  project,
  features,
  target,
  splits,
}: Pick<DatasetManifest, 'project' | 'features' | 'target' | 'splits'>): string {
  const content = { schemaVersion: 1, project, features, target, splits };
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(content)))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
