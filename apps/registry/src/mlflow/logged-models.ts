import { randomUUID } from 'node:crypto';
import {
  addLoggedModelParams,
  createLoggedModel,
  deleteLoggedModelTag,
  readLoggedModel,
  setLoggedModelTags,
  updateLoggedModel,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { flag, id, tags, text } from './inputs.ts';
import { inventRunName } from './run-name.ts';
import { loggedModelToJson } from './to-json.ts';

const createSchema = z.object({
  experiment_id: id,
  name: z
    .string()
    .regex(/^[^/:.%"']*$/, `a name without / : . % " and '`)
    .default(''),
  model_type: text.optional(),
  source_run_id: text.optional(),
  params: tags,
  tags,
});
const status = z.enum(['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED']);
const pathSchema = z.object({ model_id: z.string(), key: z.string().default('') });

/** Logged models of MLflow 3: a model with files, params and metrics of its own, beside runs. */
export function addLoggedModelRoutes(server: FastifyInstance, { db, now }: Deps): void {
  const modelIdOf = (request: { params: unknown }): string => pathSchema.parse(request.params).model_id;
  const answer = async (modelId: string): Promise<object> => ({
    model: loggedModelToJson(await readLoggedModel(db, modelId)),
  });
  const base = '/logged-models';

  server.post(base, async (request) => {
    const input = readInput(request, createSchema);
    const model = await createLoggedModel(db, {
      modelId: `m-${randomUUID().replaceAll('-', '')}`,
      experimentId: input.experiment_id,
      name: input.name || inventRunName(),
      modelType: input.model_type || null,
      sourceRunId: input.source_run_id || null,
      params: input.params,
      tags: input.tags,
      now: now().getTime(),
    });
    return { model: loggedModelToJson(model) };
  });
  server.get(`${base}/:model_id`, async (request) => {
    const { allow_deleted: allowDeleted } = readInput(request, z.object({ allow_deleted: flag }));
    return { model: loggedModelToJson(await readLoggedModel(db, modelIdOf(request), { allowDeleted })) };
  });
  server.patch(`${base}/:model_id`, async (request) => {
    const modelId = modelIdOf(request);
    await updateLoggedModel(db, modelId, {
      ...readInput(request, z.object({ status })),
      now: now().getTime(),
    });
    return answer(modelId);
  });
  server.delete(`${base}/:model_id`, async (request) => {
    await updateLoggedModel(db, modelIdOf(request), { lifecycle_stage: 'deleted', now: now().getTime() });
    return {};
  });
  server.patch(`${base}/:model_id/tags`, async (request) => {
    await setLoggedModelTags(db, modelIdOf(request), readInput(request, z.object({ tags })).tags);
    return answer(modelIdOf(request));
  });
  server.delete(`${base}/:model_id/tags/:key`, async (request) => {
    const { model_id: modelId, key } = pathSchema.parse(request.params);
    await deleteLoggedModelTag(db, modelId, key);
    return {};
  });
  server.post(`${base}/:model_id/params`, async (request) => {
    await addLoggedModelParams(db, modelIdOf(request), readInput(request, z.object({ params: tags })).params);
    return {};
  });
}
