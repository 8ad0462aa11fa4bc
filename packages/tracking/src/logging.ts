import { z } from 'zod';
import { createPost, toPairs } from './mlflow-call.ts';
import type { DatasetInput, Metric } from './schemas.ts';
import type { Transport } from './transport.ts';

const nothing = z.object({});

/** MLflow's limits of one log-batch request. */
const BATCH = { metrics: 1000, params: 100, tags: 100 };

export function createLoggingCalls(transport: Transport) {
  const post = createPost(transport);
  return {
    /** Any number of points, params and tags; what exceeds one request is split. Repeating it changes nothing. */
    logBatch: async (
      runId: string,
      batch: { metrics?: Metric[]; params?: Record<string, string>; tags?: Record<string, string> },
    ): Promise<void> => {
      for (const body of splitBatch(batch))
        await post(`log to run ${runId}`, 'runs/log-batch', { run_id: runId, ...body }, nothing);
    },

    logInputs: async (runId: string, datasets: DatasetInput[]): Promise<void> => {
      const body = { run_id: runId, datasets: datasets.map(toDatasetInput) };
      await post(`log the inputs of run ${runId}`, 'runs/log-inputs', body, nothing);
    },
  };
}

const toDatasetInput = ({ tags, sourceType, ...dataset }: DatasetInput) => ({
  tags: toPairs(tags),
  dataset: { ...dataset, source_type: sourceType },
});

function splitBatch(batch: {
  metrics?: Metric[];
  params?: Record<string, string>;
  tags?: Record<string, string>;
}): object[] {
  const metrics = (batch.metrics ?? []).map(({ value, step = 0, ...point }) => ({
    ...point,
    step,
    value: Number.isFinite(value) ? value : String(value),
  }));
  return [
    ...chunk(toPairs(batch.params), BATCH.params).map((params) => ({ params })),
    ...chunk(toPairs(batch.tags), BATCH.tags).map((tags) => ({ tags })),
    ...chunk(metrics, BATCH.metrics).map((points) => ({ metrics: points })),
  ];
}

function chunk<Item>(items: Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
