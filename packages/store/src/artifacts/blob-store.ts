import type { Readable } from 'node:stream';
import { unsupportedArtifactUrl } from './errors.ts';
import { openFileBlobStore } from './file-blob-store.ts';

export interface Blob {
  /** Hex sha256 of the bytes. */
  digest: string;
  sizeBytes: number;
}

/** Bytes by their digest: written once, never changed. */
export interface BlobStore {
  /** Streams to the store; when the source fails nothing is kept. */
  write: (source: AsyncIterable<Uint8Array>) => Promise<Blob>;
  /** From byte `start` to byte `end`, both included; null when the store has no such blob. */
  read: (digest: string, range?: { start: number; end: number }) => Promise<Readable | null>;
}

/** Opens the store at ARTIFACT_URL. `file:` takes an absolute or a relative folder. */
export async function openBlobStore(url: string): Promise<BlobStore> {
  const match = /^file:(?:\/\/(?=\/))?(.+)$/.exec(url);
  if (match === null) throw unsupportedArtifactUrl({ url });
  return openFileBlobStore(decodeURIComponent(match[1]!));
}
