import { z } from 'zod';
import { digestSchema, featureSchema, instantSchema, targetSchema } from './feature.ts';

/** A half-open interval of event time: `from` is in, `until` is out. */
export const intervalSchema = z.object({ from: instantSchema, until: instantSchema });
export type Interval = z.infer<typeof intervalSchema>;

/** One rule of the validation report: what was checked, how many rows broke it, and some of them. */
export const validationCheckSchema = z.object({
  check: z.string(),
  column: z.string().nullable(),
  expectation: z.string(),
  failedRows: z.int().nonnegative(),
  /** `reject` drops the rows from the dataset version, `fail` stops the stage, `warn` only reports. */
  severity: z.enum(['reject', 'fail', 'warn']),
  examples: z.array(z.record(z.string(), z.unknown())).max(5),
});

export const validationReportSchema = z.object({
  rowsRead: z.int().nonnegative(),
  rowsKept: z.int().nonnegative(),
  checks: z.array(validationCheckSchema),
});
export type ValidationReport = z.infer<typeof validationReportSchema>;

export const columnProfileSchema = z.object({
  name: z.string(),
  kind: z.enum(['numeric', 'categorical']),
  rows: z.int(),
  missing: z.int(),
  distinct: z.int(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  /** The most frequent values, at most ten. */
  top: z.array(z.object({ value: z.string(), rows: z.int() })),
});
export type ColumnProfile = z.infer<typeof columnProfileSchema>;

/** `dataset.json` beside `train.parquet` and `test.parquet`: one dataset version. */
export const datasetManifestSchema = z.object({
  schemaVersion: z.literal(1),
  project: z.string(),
  /** Content digest: the same rows in the same order give the same value, on any machine. */
  digest: digestSchema,
  features: z.array(featureSchema),
  target: targetSchema,
  splits: z.object({
    train: z.object({ interval: intervalSchema, rows: z.int(), positives: z.int(), digest: digestSchema }),
    test: z.object({ interval: intervalSchema, rows: z.int(), positives: z.int(), digest: digestSchema }),
  }),
  /** Where the rows came from: enough to make them again. */
  lineage: z.object({
    source: z.string(),
    sourceDigest: digestSchema,
    query: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  }),
  validation: validationReportSchema,
  profile: z.array(columnProfileSchema),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;
