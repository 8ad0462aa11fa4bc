import { z } from 'zod';
import { instantSchema } from './feature.ts';
import { recordSchema } from './model-package.ts';

export const predictionIdSchema = z.uuid();

/** `POST /predict/{project}` takes one record or this; the record's own schema is derived from the project. */
export const predictRequestSchema = z.object({
  records: z.array(recordSchema).min(1).max(1000),
  /** Event time of each record (or of all); the project's clock when absent. */
  observedAt: z.union([instantSchema, z.array(instantSchema)]).optional(),
  explain: z.boolean().optional(),
});
export type PredictRequest = z.infer<typeof predictRequestSchema>;

export const contributionSchema = z.object({
  feature: z.string(),
  /** The value of this feature that the record is compared with: the most typical one of the training data. */
  baseline: z.union([z.number(), z.string()]),
  /** Probability with the record's value minus probability with the baseline, all else equal. */
  contribution: z.number(),
});

export const predictionSchema = z.object({
  id: predictionIdSchema,
  label: z.int(),
  labelName: z.string(),
  /** Probability of class 1. */
  probability: z.number(),
  warnings: z.array(z.object({ field: z.string(), code: z.literal('UNSEEN_CATEGORY'), message: z.string() })),
  explanation: z.array(contributionSchema).optional(),
});
export type Prediction = z.infer<typeof predictionSchema>;

export const predictResponseSchema = z.object({
  model: z.string(),
  modelVersion: z.string(),
  predictions: z.array(predictionSchema),
});
export type PredictResponse = z.infer<typeof predictResponseSchema>;

/** `POST /outcomes`: the true labels that arrive later. Sending one again changes nothing. */
export const outcomesRequestSchema = z.object({
  outcomes: z
    .array(
      z.object({
        predictionId: predictionIdSchema,
        /** 0 or 1, the class that turned out to be true. */
        label: z.union([z.literal(0), z.literal(1)]),
        /** Event time at which the label became known; the project's clock when absent. */
        observedAt: instantSchema.optional(),
      }),
    )
    .min(1)
    .max(5000),
});
export type OutcomesRequest = z.infer<typeof outcomesRequestSchema>;

export const outcomesResponseSchema = z.object({
  accepted: z.int(),
  /** Already known with the same label. */
  repeated: z.int(),
  /** No prediction with this id, or another label was recorded before: kept out, listed. */
  refused: z.array(
    z.object({ predictionId: z.string(), reason: z.enum(['unknown_prediction', 'conflicting_label']) }),
  ),
});
export type OutcomesResponse = z.infer<typeof outcomesResponseSchema>;
