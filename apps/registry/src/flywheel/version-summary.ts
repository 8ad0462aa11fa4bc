import { text } from 'node:stream/consumers';
import { figuresSchema, MODEL_PACKAGE_FILES, type VersionSummary } from '@flywheel/contracts';
import { findArtifact, proxyPathOf, type BlobStore } from '@flywheel/store/artifacts';
import type { ModelVersion } from '@flywheel/store/registry';
import { z } from 'zod';
import type { Deps } from '../deps.ts';

/** The part of a model package's manifest that the console shows. */
const manifestSchema = z.object({
  estimator: z.string(),
  datasetDigest: z.string(),
  test: z.object({ figures: figuresSchema }),
});
type Manifest = z.output<typeof manifestSchema>;

const CACHED_MANIFESTS = 1000;

/** Summarises versions from their own manifest.json; a version without one has no figures. */
export function createVersionSummaries({
  db,
  blobs,
}: Deps): (version: ModelVersion) => Promise<VersionSummary> {
  // By digest: what stands under a digest never changes.
  const known = new Map<string, Manifest | null>();
  const readManifest = async (artifactUri: string): Promise<Manifest | null> => {
    const folder = proxyPathOf(artifactUri);
    const file = folder && (await findArtifact(db, `${folder}/${MODEL_PACKAGE_FILES.manifest}`));
    if (!file) return null;
    const { digest } = file;
    if (!known.has(digest)) {
      if (known.size >= CACHED_MANIFESTS) known.clear();
      known.set(digest, await parseManifest(blobs, digest));
    }
    return known.get(digest)!;
  };
  return async (version) => {
    const manifest = await readManifest(version.artifact_uri);
    return {
      version: String(version.version),
      runId: version.run_id === '' ? null : version.run_id,
      createdAt: new Date(Number(version.creation_timestamp)).toISOString(),
      aliases: version.aliases,
      estimator: manifest?.estimator ?? null,
      datasetDigest: manifest?.datasetDigest ?? null,
      figures: manifest?.test.figures ?? null,
    };
  };
}

/** Null when the file is no manifest of ours: any MLflow model may be registered. */
async function parseManifest(blobs: BlobStore, digest: string): Promise<Manifest | null> {
  const stream = await blobs.read(digest);
  if (stream === null) return null;
  try {
    return manifestSchema.parse(JSON.parse(await text(stream)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
