import { jobProgressSchema, trainingJobSchema, trainingResultSchema } from '@flywheel/contracts';
import { z } from 'zod';

/** The one message to the training process: what to train, for whom, and where things are. */
export const startMessageSchema = z.object({
  job: trainingJobSchema,
  jobId: z.string(),
  attempt: z.int().positive(),
  flywheelHome: z.string(),
  trackingUri: z.string(),
  gitCommit: z.string().nullable(),
});
export type StartMessage = z.infer<typeof startMessageSchema>;

const failureSchema = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().nullable(),
  /** Fields of an AppError; null for what nobody foresaw. */
  app: z.object({ code: z.string(), statusCode: z.int(), retryable: z.boolean() }).nullable(),
});
export type Failure = z.infer<typeof failureSchema>;

/** What the training process says; `result` or `failure` is its last word. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: jobProgressSchema, memoryBytes: z.number() }),
  z.object({ type: z.literal('log'), line: z.string() }),
  z.object({ type: z.literal('result'), result: trainingResultSchema }),
  z.object({ type: z.literal('failure'), failure: failureSchema }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
