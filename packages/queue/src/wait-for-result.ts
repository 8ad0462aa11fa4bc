import { setTimeout as sleep } from 'node:timers/promises';
import type { JobProgress, JobView, TrainingResult } from '@flywheel/contracts';
import { jobCancelled, jobFailed, jobNotFound } from './errors.ts';

const POLL_MS = 300;

/**
 * Waits for the end of a job by reading it: unlike an event, a state that was reached while this process was away is still there.
 * @throws JOB_FAILED or JOB_CANCELLED when the job ends so, JOB_NOT_FOUND when there is none, the signal's reason when it aborts
 */
export async function waitForResult(options: {
  get: (jobId: string) => Promise<JobView | null>;
  jobId: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: JobProgress) => void) | undefined;
}): Promise<TrainingResult> {
  const { get, jobId, signal, onProgress } = options;
  let reported = '';
  for (;;) {
    signal?.throwIfAborted();
    const view = await get(jobId);
    if (view === null) throw jobNotFound({ jobId });
    const seen = JSON.stringify(view.progress);
    if (view.progress !== null && seen !== reported) onProgress?.(view.progress);
    reported = seen;
    if (view.result !== null) return view.result;
    if (view.state === 'completed')
      throw jobFailed({ jobId, failure: 'it completed with a result that this release does not read.' });
    if (view.state === 'cancelled') throw jobCancelled({ jobId });
    if (view.state === 'failed')
      throw jobFailed({ jobId, failure: view.failure ?? 'no reason was recorded.' });
    await sleep(POLL_MS);
  }
}
