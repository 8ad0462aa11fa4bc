import { Job, type MinimalQueue } from 'bullmq';

/**
 * Looks at the job of a running attempt again and again: was it cancelled, does this attempt still own it?
 * Reading is enough for both backends, and no message can be lost.
 */
export function watchAttempt(options: {
  worker: MinimalQueue;
  jobId: string;
  attempt: number;
  everyMs: number;
  onCancel: () => void;
  onLockLost: () => void;
  onError: (error: Error) => void;
}): { stop: () => void } {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      const job = await Job.fromId<{ cancelRequestedAt?: string }>(options.worker, options.jobId);
      if (isStopped) return;
      if (job === undefined || job.attemptsStarted !== options.attempt) return options.onLockLost();
      if (job.data.cancelRequestedAt !== undefined) return options.onCancel();
    } catch (error) {
      options.onError(error as Error);
    }
    schedule();
  };
  const schedule = (): void => {
    if (!isStopped) timer = setTimeout(() => void look(), options.everyMs);
  };
  schedule();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
