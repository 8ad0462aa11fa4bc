import type { JobProgress } from '@flywheel/contracts';
import type { QueuedJob } from './stored-job.ts';

const MAX_LINE_CHARACTERS = 2000;

export interface JobReporter {
  progress: (progress: JobProgress) => void;
  log: (line: string) => void;
  /** Resolves when everything reported so far is written. */
  flush: () => Promise<void>;
}

/**
 * Writes progress and logs of a running attempt, one after the other. Only the newest progress is written when they come
 * faster than the queue takes them; nothing is written once the attempt is over, so a zombie cannot overwrite its successor.
 */
export function createJobReporter(
  job: Pick<QueuedJob, 'updateProgress' | 'log'>,
  options: { signal: AbortSignal; onError: (error: Error) => void },
): JobReporter {
  let written: Promise<void> = Promise.resolve();
  let pending: JobProgress | undefined;
  const enqueue = (write: () => Promise<unknown>): void => {
    written = written
      .then(async () => {
        if (!options.signal.aborted) await write();
      })
      .catch((error: unknown) => options.onError(error as Error));
  };
  return {
    log: (line) => enqueue(() => job.log(line.slice(0, MAX_LINE_CHARACTERS))),
    progress: (progress) => {
      const isQueued = pending !== undefined;
      pending = progress;
      if (isQueued) return;
      enqueue(async () => {
        const newest = pending;
        pending = undefined;
        if (newest !== undefined) await job.updateProgress(newest);
      });
    },
    flush: () => written,
  };
}
