import { z } from 'zod';

/** MLflow writes int64 as a number or as a string. */
const int64 = z.coerce.number();
const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const pairs = z.array(z.object({ key: z.string(), value: z.string() })).default([]);

/** MLflow's lists of key and value as one object. */
const record = pairs.transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

export const runSchema = z
  .object({
    info: z.object({
      run_id: z.string(),
      experiment_id: z.string(),
      run_name: z.string().default(''),
      status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
      start_time: int64.default(0),
      end_time: int64.optional(),
      artifact_uri: z.string(),
      lifecycle_stage: z.string(),
    }),
    data: z
      .object({
        metrics: z
          .array(z.object({ key: z.string(), value: metricValue, timestamp: int64, step: int64.default(0) }))
          .default([]),
        params: record,
        tags: record,
      })
      .default({ metrics: [], params: {}, tags: {} }),
  })
  .transform(({ info, data }) => ({
    runId: info.run_id,
    experimentId: info.experiment_id,
    runName: info.run_name,
    status: info.status,
    /** Milliseconds since 1970. */
    startTime: info.start_time,
    endTime: info.end_time ?? null,
    /** `mlflow-artifacts:/…`: the folder of this run's files. */
    artifactUri: info.artifact_uri,
    isDeleted: info.lifecycle_stage === 'deleted',
    params: data.params,
    metrics: Object.fromEntries(data.metrics.map(({ key, value }) => [key, value])),
    tags: data.tags,
  }));
export type Run = z.output<typeof runSchema>;
export type RunStatus = Run['status'];

export const modelVersionSchema = z
  .object({
    name: z.string(),
    version: z.coerce.string(),
    creation_timestamp: int64,
    description: z.string().default(''),
    source: z.string().default(''),
    run_id: z.string().default(''),
    status: z.string().default('READY'),
    tags: record,
    aliases: z.array(z.string()).default([]),
  })
  .transform((version) => ({
    name: version.name,
    version: version.version,
    createdAt: new Date(version.creation_timestamp).toISOString(),
    description: version.description,
    source: version.source,
    runId: version.run_id === '' ? null : version.run_id,
    status: version.status,
    tags: version.tags,
    aliases: version.aliases,
  }));
export type ModelVersion = z.output<typeof modelVersionSchema>;

export const fileListSchema = z.object({
  files: z
    .array(z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: int64.optional() }))
    .default([]),
});

/** One point of a metric. `timestamp` in milliseconds. */
export interface Metric {
  key: string;
  value: number;
  timestamp: number;
  step?: number;
}

/** A dataset as `log-inputs` takes it; `schema` and `profile` are JSON texts. */
export interface DatasetInput {
  name: string;
  digest: string;
  sourceType: string;
  source: string;
  schema?: string;
  profile?: string;
  /** e.g. `{ 'mlflow.data.context': 'training' }`. */
  tags?: Record<string, string>;
}
