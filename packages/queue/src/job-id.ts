import { createHash } from 'node:crypto';
import { trainingJobSchema, type TrainingJob } from '@flywheel/contracts';
import { invalidJobId } from './errors.ts';

/** The id that a payload has by itself: the same request twice is one job. */
export function trainingJobId(job: TrainingJob): string {
  const canonical = JSON.stringify(trainingJobSchema.parse(job));
  return `${job.project}-${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}

/** BullMQ reads colons as separators and pure numbers as its own ids; both are refused here with a reason. */
export function assertJobId(jobId: string): void {
  if (!/^[a-zA-Z0-9._-]{1,128}$/.test(jobId) || /^\d+$/.test(jobId)) throw invalidJobId({ jobId });
}
