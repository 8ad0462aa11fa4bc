import { MODEL_PACKAGE_FILES, modelManifestSchema, type ModelManifest } from '@flywheel/contracts';
import type { LoopStep } from './loop-step.ts';

/** The manifest of a registered version, read from its package in the registry. */
export async function readManifest({ clients, project }: LoopStep, version: string): Promise<ModelManifest> {
  const { tracking } = clients;
  const folder = await tracking.getDownloadUri(project.name, version);
  const bytes = await tracking.downloadArtifact(`${folder}/${MODEL_PACKAGE_FILES.manifest}`);
  return modelManifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
