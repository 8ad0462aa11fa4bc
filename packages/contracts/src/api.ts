import { z } from 'zod';
import { evaluationSchema, figuresSchema, promotionDecisionSchema } from './evaluation.ts';
import { featureSchema, targetSchema } from './feature.ts';
import { jobViewSchema } from './job.ts';
import { retrainDecisionSchema, windowSchema } from './monitoring.ts';

/** `GET /api/flywheel/v1/projects` of the registry: every declared project, so that the console can offer them. */
export const projectsResponseSchema = z.object({
  projects: z.array(z.object({ name: z.string(), title: z.string() })),
});

/** One row of the console's table of versions. */
export const versionSummarySchema = z.object({
  version: z.string(),
  runId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  aliases: z.array(z.string()),
  estimator: z.string().nullable(),
  datasetDigest: z.string().nullable(),
  /** Figures on the test split, from the run's metrics. */
  figures: figuresSchema.partial().nullable(),
});
export type VersionSummary = z.infer<typeof versionSummarySchema>;

/** `GET /api/flywheel/v1/overview?project=` of the registry. */
export const overviewSchema = z.object({
  project: z.object({
    name: z.string(),
    title: z.string(),
    question: z.string(),
    features: z.array(featureSchema),
    target: targetSchema,
  }),
  /** Version that the alias points to, null when there is none. */
  champion: versionSummarySchema.nullable(),
  challenger: versionSummarySchema.nullable(),
  /** Newest first. */
  versions: z.array(versionSummarySchema),
  /** Newest first. */
  decisions: z.array(promotionDecisionSchema),
});
export type Overview = z.infer<typeof overviewSchema>;

export const evaluationsResponseSchema = z.object({ evaluations: z.array(evaluationSchema) });
export const promotionsResponseSchema = z.object({ decisions: z.array(promotionDecisionSchema) });
export const aliasHistoryResponseSchema = z.object({
  history: z.array(
    z.object({
      version: z.string().nullable(),
      at: z.iso.datetime(),
      decisionId: z.string().nullable(),
      reason: z.string(),
    }),
  ),
});

/** Answers of the monitor. */
export const windowsResponseSchema = z.object({ windows: z.array(windowSchema) });
export const retrainDecisionsResponseSchema = z.object({ decisions: z.array(retrainDecisionSchema) });
export const monitorStatusSchema = z.object({
  project: z.string(),
  /** Greatest event time seen in the log; null while it is empty. */
  watermark: z.iso.datetime().nullable(),
  predictions: z.int(),
  outcomes: z.int(),
  lastWindow: windowSchema.nullable(),
});
export type MonitorStatus = z.infer<typeof monitorStatusSchema>;
export const retrainRequestSchema = z.object({ project: z.string(), reason: z.string().min(1) });

/** Answers of the trainer. */
export const jobsResponseSchema = z.object({ jobs: z.array(jobViewSchema) });
