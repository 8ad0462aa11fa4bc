import { checkArtifactPath, listArtifacts, proxyPathOf } from '@flywheel/store/artifacts';
import { readLoggedModel, readRun } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { text } from './inputs.ts';
import { runIdFields, runIdOf } from './runs.ts';

/** Files of a run or a logged model, with paths relative to its root; clients of proxied artifacts do not ask here. */
export function addArtifactListRoutes(server: FastifyInstance, { db }: Deps): void {
  const list = async (root: string, folder: string): Promise<object> => {
    const base = proxyPathOf(root);
    const below = checkArtifactPath(folder.replace(/\/$/, ''));
    const entries = base === null ? [] : await listArtifacts(db, below === '' ? base : `${base}/${below}`);
    const files = entries.map(({ name, isFolder, sizeBytes }) => ({
      path: below === '' ? name : `${below}/${name}`,
      is_dir: isFolder,
      ...(sizeBytes !== null && { file_size: sizeBytes }),
    }));
    return { root_uri: root, ...(files.length > 0 && { files }) };
  };

  server.get('/artifacts/list', async (request) => {
    const input = readInput(request, z.object({ ...runIdFields, path: text.default('') }));
    const { row } = await readRun(db, runIdOf(input));
    return list(row.artifact_uri, input.path);
  });
  server.get('/logged-models/:model_id/artifacts/directories', async (request) => {
    const { model_id: modelId } = z.object({ model_id: z.string() }).parse(request.params);
    const input = readInput(request, z.object({ artifact_directory_path: text.default('') }));
    const { row } = await readLoggedModel(db, modelId);
    return list(row.artifact_uri, input.artifact_directory_path);
  });
}
