import type { BlobStore } from './blob.ts';
import { unsupportedArtifactUrl } from './errors.ts';
import { openFileBlobStore } from './file-blob-store.ts';

/** Opens the store at ARTIFACT_URL. `file:` takes an absolute or a relative folder. */
export async function openBlobStore(url: string): Promise<BlobStore> {
  const match = /^file:(?:\/\/(?=\/))?(.+)$/.exec(url);
  if (match === null) throw unsupportedArtifactUrl({ url });
  return openFileBlobStore(decodeURIComponent(match[1]!));
}
