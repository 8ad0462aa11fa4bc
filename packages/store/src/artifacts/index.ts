export {
  copyArtifacts,
  deleteArtifacts,
  findArtifact,
  listArtifacts,
  putArtifact,
  type ArtifactEntry,
} from './artifact-index.ts';
export { checkArtifactPath, decodeArtifactPath, isSnapshotPath, proxyPathOf } from './artifact-path.ts';
export type { Blob, BlobStore } from './blob.ts';
export { openBlobStore } from './blob-store.ts';
export * from './errors.ts';
