import {
  AppError,
  trainingResultSchema,
  type JobProgress,
  type TrainingJob,
  type TrainingResult,
} from '@flywheel/contracts';
import { UnrecoverableError, WaitingError, type MinimalQueue } from 'bullmq';
import { watchAttempt } from './attempt-watch.ts';
import { jobCancelled, jobHandedBack, jobLockLost } from './errors.ts';
import { createJobReporter } from './job-reporter.ts';
import { readStoredJob, type QueuedJob } from './stored-job.ts';

/** What a running job may use. */
export interface JobContext {
  jobId: string;
  /** Grows with every start, whoever starts it: the fencing token of whatever the job writes. */
  attempt: number;
  /** True when a failure of this attempt is the job's end, retryable or not. */
  isLastAttempt: boolean;
  /** Aborts with JOB_CANCELLED, JOB_HANDED_BACK or JOB_LOCK_LOST: stop and reject soon. */
  signal: AbortSignal;
  progress: (progress: JobProgress) => void;
  log: (line: string) => void;
}

export type RunJob = (job: TrainingJob, context: JobContext) => Promise<TrainingResult>;

export interface Attempt {
  result: Promise<TrainingResult>;
  handBack: () => void;
  loseLock: () => void;
}

/** One start of one job: runs it, watches it, and says how it ended in the words of the queue. */
export function runAttempt(
  job: QueuedJob,
  options: {
    token: string | undefined;
    worker: MinimalQueue;
    run: RunJob;
    watchMs: number;
    onError: (error: Error) => void;
  },
): Attempt {
  const jobId = String(job.id);
  const attempt = job.attemptsStarted;
  const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const controller = new AbortController();
  const { signal } = controller;
  const reporter = createJobReporter(job, { signal, onError: options.onError });
  const loseLock = (): void => controller.abort(jobLockLost({ jobId, attempt }));
  const watch = watchAttempt({
    worker: options.worker,
    jobId,
    attempt,
    everyMs: options.watchMs,
    onCancel: () => controller.abort(jobCancelled({ jobId })),
    onLockLost: loseLock,
    onError: options.onError,
  });
  const execute = async (): Promise<TrainingResult> => {
    try {
      const { cancelRequestedAt, ...payload } = readStoredJob(job);
      if (cancelRequestedAt !== undefined) throw jobCancelled({ jobId });
      const { progress, log } = reporter;
      return trainingResultSchema.parse(
        await options.run(payload, { jobId, attempt, isLastAttempt, signal, progress, log }),
      );
    } catch (error) {
      throw await inQueueTerms(signal.aborted ? signal.reason : error, job, options.token);
    } finally {
      watch.stop();
      await reporter.flush();
    }
  };
  return { result: execute(), handBack: () => controller.abort(jobHandedBack({ jobId })), loseLock };
}

/** The queue tries again whatever it does not know to be final; a job handed back waits again at once. */
async function inQueueTerms(reason: unknown, job: QueuedJob, token: string | undefined): Promise<unknown> {
  if (!(reason instanceof AppError)) return reason;
  const message = `${reason.code}: ${reason.message}`;
  if (reason.code === jobHandedBack.code) {
    await job.moveToWait(token);
    return new WaitingError(message);
  }
  return reason.retryable ? new Error(message, { cause: reason }) : new UnrecoverableError(message);
}
