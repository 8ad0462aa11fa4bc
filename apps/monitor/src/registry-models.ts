import { createHash } from 'node:crypto';
import {
  AppError,
  MODEL_PACKAGE_FILES,
  modelManifestSchema,
  referenceProfileSchema,
} from '@flywheel/contracts';
import type { TrackingClient } from '@flywheel/tracking';
import type { z } from 'zod';
import { brokenModelPackage } from './errors.ts';
import type { WatchedModel, WatchedModels } from './watched-model.ts';

type Client = Pick<TrackingClient, 'getVersionByAlias' | 'getDownloadUri' | 'downloadArtifact'>;

/** Watched models out of the registry: aliases, and two small files of the model package. */
export function createRegistryModels(client: Client): WatchedModels {
  const versionOf = async (project: string, alias: string): Promise<string | null> =>
    (await client.getVersionByAlias(project, alias))?.version ?? null;
  return {
    aliases: async (project) => {
      const [champion, challenger] = await Promise.all([
        versionOf(project, 'champion'),
        versionOf(project, 'challenger'),
      ]);
      return { champion, challenger };
    },
    load: async (project, version) => {
      try {
        return await loadPackage(client, project, version);
      } catch (error) {
        if (error instanceof AppError && error.code === 'TRACKING_NOT_FOUND') return null;
        throw error;
      }
    },
  };
}

async function loadPackage(client: Client, project: string, version: string): Promise<WatchedModel> {
  const folder = await client.getDownloadUri(project, version);
  const [manifestBytes, referenceBytes] = await Promise.all([
    client.downloadArtifact(`${folder}/${MODEL_PACKAGE_FILES.manifest}`),
    client.downloadArtifact(`${folder}/${MODEL_PACKAGE_FILES.reference}`),
  ]);
  const read = <Schema extends z.ZodType>(
    file: string,
    bytes: Uint8Array,
    schema: Schema,
  ): z.output<Schema> => parseFile({ project, version, file, bytes, schema });
  const manifest = read(MODEL_PACKAGE_FILES.manifest, manifestBytes, modelManifestSchema);
  const digest = createHash('sha256').update(referenceBytes).digest('hex');
  const file = MODEL_PACKAGE_FILES.reference;
  if (manifest.digests[file] !== digest)
    throw brokenModelPackage({
      project,
      version,
      file,
      problem: 'its digest is not the one in the manifest',
    });
  return {
    version,
    reference: read(file, referenceBytes, referenceProfileSchema),
    categories: manifest.categories,
    trainUntil: manifest.train.interval.until,
  };
}

function parseFile<Schema extends z.ZodType>({
  project,
  version,
  file,
  bytes,
  schema,
}: {
  project: string;
  version: string;
  file: string;
  bytes: Uint8Array;
  schema: Schema;
}): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw brokenModelPackage(
      { project, version, file, problem: 'it has another shape than expected' },
      error,
    );
  }
}
