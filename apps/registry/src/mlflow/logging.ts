import {
  deleteRunTag,
  invalidParameterValue,
  logBatch,
  readMetricHistory,
  type MetricPoint,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { int64, key, list, maxResults, metricValue, pageToken, pair, text } from './inputs.ts';
import { runIdFields, runIdOf } from './runs.ts';
import { metricToJson, pageToJson } from './to-json.ts';

const LIMITS = { metrics: 1000, params: 100, tags: 100, total: 1000 };

const metricFields = {
  key,
  value: metricValue,
  timestamp: int64.optional(),
  step: int64.default('0'),
  model_id: text.optional(),
  dataset_name: text.optional(),
  dataset_digest: text.optional(),
};
const metricSchema = z.object(metricFields);
const batchSchema = z.object({
  ...runIdFields,
  metrics: list(metricSchema),
  params: list(pair),
  tags: list(pair),
});
const historySchema = z.object({
  ...runIdFields,
  metric_key: text,
  max_results: maxResults({ byDefault: 25_000, limit: 25_000 }),
  page_token: pageToken,
});

/** What a run logs: metrics, params and tags. */
export function addLoggingRoutes(server: FastifyInstance, { db, now }: Deps): void {
  const toPoint = (metric: z.output<typeof metricSchema>): MetricPoint => ({
    key: metric.key,
    value: metric.value,
    timestamp: metric.timestamp ?? String(now().getTime()),
    step: metric.step,
    modelId: metric.model_id,
    datasetName: metric.dataset_name,
    datasetDigest: metric.dataset_digest,
  });

  server.post('/runs/log-batch', async (request) => {
    const input = readInput(request, batchSchema);
    checkLimits(input);
    const { params, tags } = input;
    await logBatch(db, runIdOf(input), { metrics: input.metrics.map(toPoint), params, tags });
    return {};
  });
  server.post('/runs/log-metric', async (request) => {
    const input = readInput(request, z.object({ ...runIdFields, ...metricFields }));
    await logBatch(db, runIdOf(input), { metrics: [toPoint(input)], params: [], tags: [] });
    return {};
  });
  server.post('/runs/log-parameter', async (request) => {
    const input = readInput(request, pair.extend(runIdFields));
    const params = [{ key: input.key, value: input.value }];
    await logBatch(db, runIdOf(input), { metrics: [], params, tags: [] });
    return {};
  });
  server.post('/runs/set-tag', async (request) => {
    const input = readInput(request, pair.extend(runIdFields));
    const tags = [{ key: input.key, value: input.value }];
    await logBatch(db, runIdOf(input), { metrics: [], params: [], tags });
    return {};
  });
  server.post('/runs/delete-tag', async (request) => {
    const input = readInput(request, z.object({ ...runIdFields, key: text }));
    await deleteRunTag(db, runIdOf(input), input.key);
    return {};
  });
  server.get('/metrics/get-history', async (request) => {
    const input = readInput(request, historySchema);
    const page = await readMetricHistory(db, {
      runId: runIdOf(input),
      key: input.metric_key,
      maxResults: input.max_results,
      pageToken: input.page_token,
    });
    return pageToJson('metrics', page, metricToJson);
  });
}

function checkLimits(batch: z.output<typeof batchSchema>): void {
  const counts = {
    metrics: batch.metrics.length,
    params: batch.params.length,
    tags: batch.tags.length,
    total: batch.metrics.length + batch.params.length + batch.tags.length,
  };
  for (const kind of ['metrics', 'params', 'tags', 'total'] as const)
    if (counts[kind] > LIMITS[kind])
      throw invalidParameterValue(
        `${kind}: received ${counts[kind]} in one batch, expected at most ${LIMITS[kind]}. Send several batches.`,
      );
}
