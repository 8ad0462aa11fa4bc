import {
  instantSchema,
  jobProgressSchema,
  trainingJobSchema,
  trainingResultSchema,
  type JobView,
} from '@flywheel/contracts';
import type { Job } from 'bullmq';
import { z } from 'zod';
import { invalidJobPayload } from './errors.ts';

/** What the queue keeps of a job: the payload, and the mark that asks its worker to stop. */
const storedJobSchema = trainingJobSchema.extend({ cancelRequestedAt: instantSchema.optional() });
export type StoredJob = z.infer<typeof storedJobSchema>;

export type QueuedJob = Job<StoredJob, unknown, string>;

/** Checks the payload that came out of the queue: any program can put one in. */
export function readStoredJob(job: { id?: string | undefined; data: unknown }): StoredJob {
  const result = storedJobSchema.safeParse(job.data);
  if (result.success) return result.data;
  throw invalidJobPayload({
    jobId: String(job.id),
    problems: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  });
}

const STATES = new Set<string>(['waiting', 'active', 'completed', 'failed', 'delayed']);

/**
 * A job as the API shows it. A result in the shape of another release is left out: an old job must not hide the others.
 */
export function viewOf(job: QueuedJob, state: string, logs: string[]): JobView {
  const { cancelRequestedAt, ...payload } = readStoredJob(job);
  const known = STATES.has(state) ? (state as JobView['state']) : 'unknown';
  const isCancelled = cancelRequestedAt !== undefined && known !== 'completed' && known !== 'active';
  return {
    id: String(job.id),
    state: isCancelled ? 'cancelled' : known,
    job: payload,
    attempt: job.attemptsStarted,
    progress: jobProgressSchema.safeParse(job.progress).data ?? null,
    result: known === 'completed' ? (trainingResultSchema.safeParse(job.returnvalue).data ?? null) : null,
    failure: known === 'completed' ? null : (job.failedReason ?? null),
    logs,
  };
}
