import { z } from 'zod';

/** The part of MLflow's REST answers that the console reads; int64 may arrive as text. */
const int64 = z.union([z.number(), z.string()]).transform(Number);
const keyValue = z.object({ key: z.string(), value: z.string() });
/** NaN and infinities are text in MLflow's JSON. */
const metric = z.object({ key: z.string(), value: z.union([z.number(), z.string()]).transform(Number) });

const runSchema = z.object({
  info: z.object({
    run_id: z.string(),
    run_name: z.string().optional(),
    status: z.string(),
    start_time: int64.optional(),
    end_time: int64.nullish(),
    artifact_uri: z.string(),
  }),
  data: z.object({
    metrics: z.array(metric).default([]),
    params: z.array(keyValue).default([]),
    tags: z.array(keyValue).default([]),
  }),
});
export type Run = z.infer<typeof runSchema>;

export const experimentAnswerSchema = z.object({ experiment: z.object({ experiment_id: z.string() }) });
export const runsAnswerSchema = z.object({ runs: z.array(runSchema).default([]) });
export const runAnswerSchema = z.object({ run: runSchema });
export const filesAnswerSchema = z.object({
  files: z
    .array(z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: int64.optional() }))
    .default([]),
});
