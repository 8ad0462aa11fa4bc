import { z } from 'zod';
import { instantSchema } from './feature.ts';

/** The score's name where features are listed. */
export const SCORE_SERIES = '__score__';

/** One watched series in one window. */
export const seriesDriftSchema = z.object({
  feature: z.string(),
  psi: z.number(),
  psiThreshold: z.number(),
  pValue: z.number(),
  designEffect: z.number(),
  ks: z.number().nullable(),
  flagged: z.boolean(),
  /** Flagged in at least 2 of the last 3 windows with enough rows. */
  detected: z.boolean(),
  missingRatio: z.number(),
  missingRatioReference: z.number(),
  unseenRatio: z.number().nullable(),
});
export type SeriesDrift = z.infer<typeof seriesDriftSchema>;

export const realizedPerformanceSchema = z.object({
  metric: z.literal('rocAuc'),
  value: z.number(),
  logLoss: z.number(),
  lowerLimit: z.number(),
  upperLimit: z.number(),
  outcomes: z.int(),
  coverage: z.number(),
});

/** Predictions of one model version in one interval of event time, compared with the reference profile. */
export const windowSchema = z.object({
  project: z.string(),
  modelVersion: z.string(),
  from: instantSchema,
  until: instantSchema,
  rows: z.int(),
  status: z.enum(['ok', 'insufficient']),
  drift: z.array(seriesDriftSchema),
  /** Null until enough outcomes have arrived. */
  performance: realizedPerformanceSchema.nullable(),
});
export type MonitoringWindow = z.infer<typeof windowSchema>;

/** How a project is watched and when it retrains. */
export const monitoringPolicySchema = z.object({
  /** Length of a window; it must span a whole season of every feature. */
  windowDays: z.int().positive(),
  /** Fewer rows in a window are `insufficient`. */
  minimumRows: z.int().positive(),
  /** Share of a window's predictions whose outcome must be known before performance is computed. */
  minimumCoverage: z.number().min(0).max(1),
  /** Outcomes of a window are waited for this long after its end. */
  outcomeDelayHours: z.number().positive(),
  /** Realised performance below its limit in this many of the last `ofWindows` windows pulls the trigger. */
  breaches: z.int().positive(),
  ofWindows: z.int().positive(),
  brakes: z.object({
    /** Event time that must pass between two retrainings. */
    cooldownDays: z.number().nonnegative(),
    /** New outcomes since the champion's training data ended. */
    minimumNewOutcomes: z.int().nonnegative(),
    /** Retrainings per day of event time. */
    dailyBudget: z.int().positive(),
  }),
  /** Last days before the retraining that are kept out of training and used by the gate. */
  holdoutDays: z.int().positive(),
});
export type MonitoringPolicy = z.infer<typeof monitoringPolicySchema>;

/** What the controller decided when a trigger was pulled, with its reason. */
export const retrainDecisionSchema = z.object({
  id: z.string(),
  project: z.string(),
  modelVersion: z.string(),
  trigger: z.enum(['performance', 'drift', 'schedule', 'manual']),
  decision: z.enum(['started', 'cooldown', 'budget', 'outcomes', 'running']),
  /** A sentence with figures, e.g. "roc_auc 0.655 is below its lower limit 0.668 in 2 of the last 3 windows". */
  reason: z.string(),
  jobId: z.string().nullable(),
  at: instantSchema,
  createdAt: z.iso.datetime(),
});
export type RetrainDecision = z.infer<typeof retrainDecisionSchema>;
