import { z } from 'zod';
import { intervalSchema } from './dataset.ts';
import { digestSchema, instantSchema } from './feature.ts';

/** Figures of a binary classifier on labelled rows. */
export const figuresSchema = z.object({
  rows: z.int().nonnegative(),
  positives: z.int().nonnegative(),
  rocAuc: z.number(),
  logLoss: z.number(),
  brier: z.number(),
  averagePrecision: z.number(),
  accuracy: z.number(),
});
export type Figures = z.infer<typeof figuresSchema>;
export const metricNameSchema = figuresSchema.omit({ rows: true, positives: true }).keyof();
export type MetricName = z.infer<typeof metricNameSchema>;

/** One estimator under the comparison protocol: figures of each fold, in time order. */
export const candidateSchema = z.object({
  name: z.string(),
  estimator: z.string(),
  params: z.record(z.string(), z.unknown()),
  folds: z.array(figuresSchema),
  mean: figuresSchema,
  fitSeconds: z.number(),
  /** What a reader should know, e.g. which TensorFlow backend computed it and why. */
  notes: z.array(z.string()),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** Challenger and champion on the same rows, which are later than the training rows of both. */
export const evaluationSchema = z.object({
  id: z.string(),
  project: z.string(),
  model: z.string(),
  challenger: z.object({ version: z.string(), figures: figuresSchema }),
  /** Null when there is no champion yet; the gate then asks for more than the constant baseline. */
  champion: z.object({ version: z.string(), figures: figuresSchema }).nullable(),
  /** The training base rate predicted for every row. */
  baseline: figuresSchema,
  rows: z.object({ interval: intervalSchema, digest: digestSchema }),
  createdAt: z.iso.datetime(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** What `evaluate` measures and writes; it becomes an `Evaluation` once the challenger has a version. */
export const evaluationReportSchema = evaluationSchema
  .omit({ id: true, createdAt: true })
  .extend({ challenger: z.object({ onnxDigest: digestSchema, figures: figuresSchema }) });
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

/** What `register` did, kept for the command line and for dvc. */
export const registrationSchema = z.object({
  model: z.string(),
  runId: z.string(),
  modelVersion: z.string(),
  evaluationId: z.string(),
});
export type Registration = z.infer<typeof registrationSchema>;

/** What a version must show to become champion. Declared by the project, enforced by the registry. */
export const gateSchema = z.object({
  metric: metricNameSchema,
  /** The challenger's figure must be at least (or, for a loss, at most) this. */
  threshold: z.number(),
  /** Better than the champion by at least this, in units of the metric. */
  minimumGain: z.number().nonnegative(),
  /** Better than the constant baseline by at least this, in units of log loss. */
  minimumGainOverBaseline: z.number().nonnegative(),
  /** Evaluation rows below this decide nothing. */
  minimumRows: z.int().positive(),
});
export type Gate = z.infer<typeof gateSchema>;

export const gateCheckSchema = z.object({
  check: z.string(),
  passed: z.boolean(),
  /** A sentence with the figures, e.g. "roc_auc 0.722 is 0.043 above the champion's 0.679 (needs 0.002)". */
  explanation: z.string(),
});
export type GateCheck = z.infer<typeof gateCheckSchema>;

export const promotionRequestSchema = z.object({
  version: z.string(),
  reason: z.string().min(1),
  requestedBy: z.string().default('cli'),
  /** Event time at which the decision is taken; the wall clock when absent. */
  at: instantSchema.optional(),
});
export type PromotionRequest = z.input<typeof promotionRequestSchema>;

/** The registry's answer to "make this version the champion", kept for good. */
export const promotionDecisionSchema = z.object({
  id: z.string(),
  model: z.string(),
  alias: z.string(),
  version: z.string(),
  previousVersion: z.string().nullable(),
  outcome: z.enum(['promoted', 'refused', 'rolled_back']),
  reason: z.string(),
  requestedBy: z.string(),
  checks: z.array(gateCheckSchema),
  evaluation: evaluationSchema.nullable(),
  at: z.iso.datetime(),
  createdAt: z.iso.datetime(),
});
export type PromotionDecision = z.infer<typeof promotionDecisionSchema>;
