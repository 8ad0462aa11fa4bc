import type { Readable } from 'node:stream';

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
