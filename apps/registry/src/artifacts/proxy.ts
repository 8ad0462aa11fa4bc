import {
  checkArtifactPath,
  decodeArtifactPath,
  deleteArtifacts,
  isSnapshotPath,
  listArtifacts,
  putArtifact,
} from '@flywheel/store/artifacts';
import { invalidParameterValue } from '@flywheel/store/registry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { multipartNotSupported } from '../errors.ts';
import { translateDatabaseErrors } from '../http/database-errors.ts';
import { readInput } from '../http/read-input.ts';
import { sendArtifact } from './send-artifact.ts';

/** The artifact proxy of MLflow: files of any size go through this process, in a stream, to the store. */
export async function addArtifactProxy(server: FastifyInstance, deps: Deps): Promise<void> {
  for (const prefix of ['/api/2.0/mlflow-artifacts', '/ajax-api/2.0/mlflow-artifacts'])
    await server.register(
      async (scope) => {
        translateDatabaseErrors(scope);
        // The bytes are not for us to read: the handler streams them.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        addRoutes(scope, deps);
      },
      { prefix },
    );
}

function addRoutes(scope: FastifyInstance, deps: Deps): void {
  const { db, blobs, metrics } = deps;
  scope.get('/artifacts', async (request) => {
    const { path } = readInput(request, z.object({ path: z.string().default('') }));
    const entries = await listArtifacts(db, checkArtifactPath(path.replace(/\/$/, '')));
    if (entries.length === 0) return {};
    return {
      files: entries.map(({ name, isFolder, sizeBytes }) => ({
        path: name,
        is_dir: isFolder,
        ...(sizeBytes !== null && { file_size: sizeBytes }),
      })),
    };
  });
  scope.get('/artifacts/*', async (request, reply) => sendArtifact(deps, pathOf(request), request, reply));
  scope.put('/artifacts/*', async (request) => {
    const path = writablePathOf(request);
    const blob = await blobs.write(request.raw);
    await putArtifact(db, path, blob);
    metrics.artifactBytesWritten.inc(blob.sizeBytes);
    return {};
  });
  scope.delete('/artifacts/*', async (request) => {
    await deleteArtifacts(db, writablePathOf(request));
    return {};
  });
  scope.post('/mpu/*', () => {
    throw multipartNotSupported();
  });
  scope.get('/presigned/*', () => {
    throw multipartNotSupported();
  });
}

/** Taken from the URL as it was sent, so that "%" in a name is decoded once. */
function pathOf(request: FastifyRequest): string {
  const [address] = request.raw.url!.split('?');
  return decodeArtifactPath(address!.slice(address!.indexOf('/artifacts/') + '/artifacts/'.length));
}

function writablePathOf(request: FastifyRequest): string {
  const path = pathOf(request);
  if (path === '') throw invalidParameterValue('the root of the artifacts cannot be written or deleted.');
  if (isSnapshotPath(path))
    throw invalidParameterValue(
      `"${path}" belongs to a model version, whose files never change: register a new version.`,
    );
  return path;
}
