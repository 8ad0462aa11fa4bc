import { z } from 'zod';
import { candidateSchema, promotionDecisionSchema } from './evaluation.ts';
import { retrainDecisionSchema } from './monitoring.ts';

/** `$FLYWHEEL_HOME/loop.json`: what one turn of the loop did, with figures and durations. */
export const loopReportSchema = z.object({
  schemaVersion: z.literal(1),
  project: z.string(),
  outcome: z.enum(['promoted', 'not_promoted', 'interrupted', 'failed']),
  datasets: z.array(z.object({ digest: z.string(), trainRows: z.int(), testRows: z.int() })),
  candidates: z.array(z.object({ version: z.string(), candidates: z.array(candidateSchema) })),
  versions: z.array(z.object({ version: z.string(), champion: z.boolean() })),
  replay: z.object({
    predictions: z.int(),
    outcomes: z.int(),
    failedRequests: z.int(),
    from: z.string(),
    until: z.string(),
  }),
  triggers: z.array(retrainDecisionSchema),
  decisions: z.array(promotionDecisionSchema),
  durationsSeconds: z.record(z.string(), z.number()),
});
export type LoopReport = z.infer<typeof loopReportSchema>;
