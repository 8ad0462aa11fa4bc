import {
  createExperiment,
  deleteExperimentTag,
  moveExperiment,
  readExperiment,
  readExperimentByName,
  renameExperiment,
  searchExperiments,
  setExperimentTag,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { id, key, list, maxResults, pageToken, tags, text, viewType } from './inputs.ts';
import { experimentToJson, pageToJson } from './to-json.ts';

const name = z.string().trim().min(1).max(500);
const location = z.string().regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^?#]*$/, 'a URI without .. ? and #');
const createSchema = z.object({ name, artifact_location: location.optional(), tags });
const idSchema = z.object({ experiment_id: id });
const searchSchema = z.object({
  filter: text.default(''),
  order_by: list(text),
  view_type: viewType,
  max_results: maxResults({ byDefault: 1000, limit: 50_000 }),
  page_token: pageToken,
});

/** Experiments: named groups of runs. */
export function addExperimentRoutes(server: FastifyInstance, { db, now }: Deps): void {
  server.post('/experiments/create', async (request) => {
    const input = readInput(request, createSchema);
    const experiment = { name: input.name, artifactLocation: input.artifact_location, tags: input.tags };
    return { experiment_id: await createExperiment(db, { ...experiment, now: now().getTime() }) };
  });
  server.get('/experiments/get', async (request) => ({
    experiment: experimentToJson(await readExperiment(db, readInput(request, idSchema).experiment_id)),
  }));
  server.get('/experiments/get-by-name', async (request) => {
    const { experiment_name: wanted } = readInput(request, z.object({ experiment_name: text }));
    return { experiment: experimentToJson(await readExperimentByName(db, wanted)) };
  });
  server.route({
    method: ['GET', 'POST'],
    url: '/experiments/search',
    handler: async (request) => {
      const input = readInput(request, searchSchema);
      const page = await searchExperiments(db, {
        filter: input.filter,
        orderBy: input.order_by,
        stages: input.view_type,
        maxResults: input.max_results,
        pageToken: input.page_token,
      });
      return pageToJson('experiments', page, experimentToJson);
    },
  });
  server.post('/experiments/update', async (request) => {
    const input = readInput(request, idSchema.extend({ new_name: name }));
    await renameExperiment(db, input.experiment_id, input.new_name, now().getTime());
    return {};
  });
  for (const [path, stage] of [
    ['delete', 'deleted'],
    ['restore', 'active'],
  ] as const)
    server.post(`/experiments/${path}`, async (request) => {
      const input = readInput(request, idSchema);
      await moveExperiment(db, input.experiment_id, stage, now().getTime());
      return {};
    });
  server.post('/experiments/set-experiment-tag', async (request) => {
    const input = readInput(request, idSchema.extend({ key, value: z.coerce.string().default('') }));
    await setExperimentTag(db, input.experiment_id, { key: input.key, value: input.value });
    return {};
  });
  server.post('/experiments/delete-experiment-tag', async (request) => {
    const input = readInput(request, idSchema.extend({ key: text }));
    await deleteExperimentTag(db, input.experiment_id, input.key);
    return {};
  });
}
