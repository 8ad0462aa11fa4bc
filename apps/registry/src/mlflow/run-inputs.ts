import { invalidParameterValue, logBatch, logInputs, logOutputs, readRun } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { id, int64, list, tags, text } from './inputs.ts';
import { runIdFields, runIdOf } from './runs.ts';

const name = z.string().min(1).max(500);
const datasetSchema = z.object({
  tags,
  dataset: z.object({
    name,
    digest: z.string().min(1).max(64),
    source_type: text.default(''),
    source: text.default(''),
    schema: text.nullish().default(null),
    profile: text.nullish().default(null),
  }),
});
const inputsSchema = z.object({
  ...runIdFields,
  datasets: list(datasetSchema),
  models: list(z.object({ model_id: id })),
});
const outputsSchema = z.object({
  ...runIdFields,
  models: list(z.object({ model_id: id, step: int64.default('0') })),
});
const HISTORY_TAG = 'mlflow.log-model.history';

/** What went into a run and what came out: datasets and models. */
export function addRunInputRoutes(server: FastifyInstance, { db }: Deps): void {
  server.post('/runs/log-inputs', async (request) => {
    const input = readInput(request, inputsSchema);
    await logInputs(db, runIdOf(input), {
      datasets: input.datasets.map(({ tags: given, dataset }) => ({
        name: dataset.name,
        digest: dataset.digest,
        sourceType: dataset.source_type,
        source: dataset.source,
        schema: dataset.schema ?? null,
        profile: dataset.profile ?? null,
        tags: given,
      })),
      modelIds: input.models.map(({ model_id: modelId }) => modelId),
    });
    return {};
  });
  server.post('/runs/outputs', async (request) => {
    const input = readInput(request, outputsSchema);
    const models = input.models.map(({ model_id: modelId, step }) => ({ modelId, step }));
    await logOutputs(db, runIdOf(input), models);
    return {};
  });
  // Clients before 3.0 keep the models of a run in a tag.
  server.post('/runs/log-model', async (request) => {
    const input = readInput(request, z.object({ ...runIdFields, model_json: text }));
    const run = await readRun(db, runIdOf(input));
    const history = parseArray(run.tags.find(({ key }) => key === HISTORY_TAG)?.value ?? '[]');
    const value = JSON.stringify([...history, parseObject(input.model_json)]);
    await logBatch(db, run.row.run_id, { metrics: [], params: [], tags: [{ key: HISTORY_TAG, value }] });
    return {};
  });
}

function parseArray(json: string): unknown[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value : [];
}

function parseObject(json: string): object {
  try {
    return z.looseObject({}).parse(JSON.parse(json));
  } catch (error) {
    throw invalidParameterValue('model_json: expected the text of a JSON object.', error);
  }
}
