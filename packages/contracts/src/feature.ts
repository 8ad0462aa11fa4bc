import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower snake case, starting with a letter');

/** A number. `min` and `max` are hard: a value outside is refused, in the data and in a prediction request. */
export const numericFeatureSchema = z.object({
  kind: z.literal('numeric'),
  name,
  description: z.string(),
  /** How the ONNX input is typed: whole numbers are int64, others float32. */
  dtype: z.enum(['int64', 'float32']),
  unit: z.string().optional(),
  min: z.number(),
  max: z.number(),
  example: z.number(),
});

/** A word from an open set: `pattern` says what is well-formed; a well-formed word never seen in training is answered with a warning. */
export const categoricalFeatureSchema = z.object({
  kind: z.literal('categorical'),
  name,
  description: z.string(),
  pattern: z.string(),
  example: z.string(),
});

export const featureSchema = z.discriminatedUnion('kind', [numericFeatureSchema, categoricalFeatureSchema]);

export type NumericFeature = z.infer<typeof numericFeatureSchema>;
export type CategoricalFeature = z.infer<typeof categoricalFeatureSchema>;
export type Feature = z.infer<typeof featureSchema>;

/** What is predicted. */
export const targetSchema = z.object({
  name,
  description: z.string(),
  /** Names of class 0 and class 1, for people. */
  labels: z.tuple([z.string(), z.string()]),
});
export type Target = z.infer<typeof targetSchema>;

/** Hex sha256 of some bytes. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
/** A point in event time: when the thing happened in the world, not when we heard of it. */
export const instantSchema = z.iso.datetime({ offset: false });
