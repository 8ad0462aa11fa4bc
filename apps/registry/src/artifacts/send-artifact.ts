import { findArtifact } from '@flywheel/store/artifacts';
import { resourceDoesNotExist } from '@flywheel/store/registry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';

/** Streams a file, or the part of it that the Range header asks for. */
export async function sendArtifact(
  { db, blobs, metrics }: Deps,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const blob = await findArtifact(db, path);
  if (blob === null) throw resourceDoesNotExist({ kind: 'artifact', id: path });
  const { digest, sizeBytes } = blob;
  // Never shown by a browser as a page of this origin: anybody who logs a run may write HTML.
  reply.headers({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'content-security-policy': 'sandbox',
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
  });
  const range = parseRange(request.headers.range, sizeBytes);
  if (range === 'unsatisfiable')
    return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
  const stream = await blobs.read(digest, range ?? undefined);
  if (stream === null) throw resourceDoesNotExist({ kind: 'content of artifact', id: path });
  const length = range === null ? sizeBytes : range.end - range.start + 1;
  metrics.artifactBytesRead.inc(length);
  if (range !== null)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  return reply.header('content-length', length).send(stream);
}

/** One range, both ends included; null for the whole file, also when the header is not understood. */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, first, last] = match;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  return start >= sizeBytes || start > end ? 'unsatisfiable' : { start, end };
}
