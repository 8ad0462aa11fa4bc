import { z } from 'zod';
import { intervalSchema } from './dataset.ts';
import { instantSchema } from './feature.ts';

export const TRAINING_QUEUE = 'flywheel-training';

/** Payload of a training job: ids and bounds, never data. Running it twice changes nothing. */
export const trainingJobSchema = z.object({
  schemaVersion: z.literal(1),
  project: z.string(),
  train: intervalSchema,
  /** Later rows, on which the gate compares challenger and champion. */
  test: intervalSchema,
  seed: z.int(),
  /** Ask the registry for the champion alias when registered. */
  promote: z.boolean(),
  reason: z.string(),
  requestedBy: z.string(),
  /** Event time at which the job was asked for. */
  at: instantSchema,
});
export type TrainingJob = z.infer<typeof trainingJobSchema>;

export const STAGES = ['prepare', 'train', 'evaluate', 'register', 'promote'] as const;
export const stageSchema = z.enum(STAGES);
export type Stage = z.infer<typeof stageSchema>;

export const jobProgressSchema = z.object({
  stage: stageSchema,
  /** 0..1 over the whole job. */
  fraction: z.number().min(0).max(1),
  message: z.string(),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

export const trainingResultSchema = z.object({
  runId: z.string(),
  datasetDigest: z.string(),
  modelVersion: z.string(),
  evaluationId: z.string(),
  promotionDecisionId: z.string().nullable(),
  outcome: z.enum(['promoted', 'refused', 'registered']),
});
export type TrainingResult = z.infer<typeof trainingResultSchema>;

export const jobViewSchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'active', 'completed', 'failed', 'cancelled', 'delayed', 'unknown']),
  job: trainingJobSchema,
  attempt: z.int(),
  progress: jobProgressSchema.nullable(),
  result: trainingResultSchema.nullable(),
  failure: z.string().nullable(),
  logs: z.array(z.string()),
});
export type JobView = z.infer<typeof jobViewSchema>;
