import { z } from 'zod';
import { intervalSchema } from './dataset.ts';
import { candidateSchema, figuresSchema } from './evaluation.ts';
import { digestSchema, featureSchema, targetSchema } from './feature.ts';

/** Files of a model package, which is also an MLflow model folder. `MLmodel` and the model card are for people and other tools. */
export const MODEL_PACKAGE_FILES = {
  mlmodel: 'MLmodel',
  onnx: 'model.onnx',
  manifest: 'manifest.json',
  golden: 'golden.json',
  reference: 'reference.json',
  card: 'MODEL_CARD.md',
} as const;

/** `manifest.json`: what the model is and the digest of every other file of the package. */
export const modelManifestSchema = z.object({
  schemaVersion: z.literal(1),
  project: z.string(),
  task: z.enum(['binary']),
  features: z.array(featureSchema),
  target: targetSchema,
  /** Categories seen in training, by feature name, sorted. */
  categories: z.record(z.string(), z.array(z.string())),
  /** Probability of class 1 from which the label is 1. */
  threshold: z.number().min(0).max(1),
  estimator: z.string(),
  params: z.record(z.string(), z.unknown()),
  seed: z.int(),
  candidates: z.array(candidateSchema),
  /** The rows the model was fitted on. */
  train: z.object({ interval: intervalSchema, rows: z.int() }),
  /** Figures on the test split, computed from the ONNX file on raw rows. */
  test: z.object({ interval: intervalSchema, figures: figuresSchema }),
  datasetDigest: digestSchema,
  runId: z.string(),
  gitCommit: z.string().nullable(),
  /** sha256 by file name, of every file but this one. */
  digests: z.record(z.string(), digestSchema),
});
export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** A raw value as a request carries it; null is missing. */
export const rawValueSchema = z.union([z.number(), z.string(), z.null()]);
export type RawValue = z.infer<typeof rawValueSchema>;
export const recordSchema = z.record(z.string(), rawValueSchema);
/** Raw feature values of one row, by feature name. */
export type RawRecord = z.infer<typeof recordSchema>;

/** `golden.json`: rows and the answers the trainer got from the ONNX file. A server is not ready until it has reproduced them. */
export const goldenSchema = z.object({
  schemaVersion: z.literal(1),
  tolerance: z.number().positive(),
  rows: z.array(recordSchema).min(1),
  labels: z.array(z.int()),
  /** Probability of class 1 per row. */
  probabilities: z.array(z.number()),
});
export type Golden = z.infer<typeof goldenSchema>;

/** Frozen counts of one series: bins never move with the window. */
export const seriesProfileSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('numeric'),
    /** Interior bin edges, ascending; bin of x = number of edges <= x. */
    edges: z.array(z.number()),
    /** Rows per bin, length edges + 1. */
    counts: z.array(z.int()),
    missing: z.int(),
    designEffect: z.number().min(1),
    /** Rows behind `designEffect`, as n m / (n + m); null or absent: the effect is taken as it is at any size. */
    designEffectRows: z.number().positive().nullable().optional(),
    /** Sorted sample of at most 10,000 values, for KS. */
    sample: z.array(z.number()),
  }),
  z.object({
    kind: z.literal('categorical'),
    /** Categories with a bin of their own; every other value falls into `rest`, the last count. */
    categories: z.array(z.string()),
    /** Rows per bin, length categories + 1. */
    counts: z.array(z.int()),
    missing: z.int(),
    designEffect: z.number().min(1),
    designEffectRows: z.number().positive().nullable().optional(),
    /** Largest share of rows with unseen categories on one reference day. */
    unseenRatioWorst: z.number(),
  }),
]);
export type SeriesProfile = z.infer<typeof seriesProfileSchema>;

/** `reference.json`: what training froze so that monitoring can compare. No raw rows. */
export const referenceProfileSchema = z.object({
  schemaVersion: z.literal(1),
  rows: z.int(),
  interval: intervalSchema,
  features: z.record(z.string(), seriesProfileSchema),
  /** The model's own probability of class 1 over held-out rows: rows it was fitted on would score too surely. */
  score: seriesProfileSchema,
  /** Realised figures of each reference chunk (held-out rows, one chunk a window length) and the limits made of them. */
  performance: z.object({
    metric: z.literal('rocAuc'),
    chunks: z.array(z.number()),
    mean: z.number(),
    std: z.number(),
    lowerLimit: z.number(),
    upperLimit: z.number(),
  }),
});
export type ReferenceProfile = z.infer<typeof referenceProfileSchema>;
