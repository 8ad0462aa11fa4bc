import type { TrainingQueue } from '@flywheel/queue';
import { markEnqueued, readJobsToEnqueue, type OpenDatabase } from '@flywheel/store';

/**
 * Hands every decided job to the queue that it may not have yet. A process that died between decision and queue, or
 * between queue and note, leaves a job due; the queue takes one id once.
 * @returns ids of the jobs handed over
 */
export async function enqueueDueJobs({
  db,
  project,
  queue,
  now,
}: {
  db: OpenDatabase['db'];
  project: string;
  queue: Pick<TrainingQueue, 'enqueue'>;
  now: () => Date;
}): Promise<string[]> {
  const due = await readJobsToEnqueue(db, project);
  for (const { decisionId, jobId, job } of due) {
    await queue.enqueue(job, { jobId });
    await markEnqueued(db, decisionId, now());
  }
  return due.map(({ jobId }) => jobId);
}
