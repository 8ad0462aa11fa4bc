import { TRAINING_QUEUE } from '@flywheel/contracts';
import { Worker, type IQueueBackend, type JobProgress } from 'bullmq';
import { createBackend, waitUntilReachable, type QueueAddress } from './queue-backend.ts';
import { quietRepeats } from './quiet-repeats.ts';
import { runAttempt, type Attempt, type RunJob } from './run-attempt.ts';
import type { QueuedJob, StoredJob } from './stored-job.ts';

export interface TrainingWorkerOptions extends QueueAddress {
  run: RunJob;
  /** Told of connection troubles and of late completions that were refused. */
  onError: (error: Error) => void;
  /** A dead worker's job is free again after this; the lock is renewed at half of it. */
  lockMs?: number;
  /** How often dead workers are looked for; a job is free once two looks found its lock expired. */
  stalledCheckMs?: number;
  /** How often a running job is asked whether it was cancelled. */
  watchMs?: number;
}

export interface TrainingWorker {
  /** Begins to take jobs; fails when the server of the queue does not answer. */
  start: () => Promise<void>;
  isRunning: () => boolean;
  /** Takes no more jobs, hands the running one back and closes. */
  close: () => Promise<void>;
}

/** Workers may die this often under one job (each restart of a machine counts) before the job is given up. */
const MAX_STALLS = 20;
/** Pause before a failed fetch is tried again; BullMQ's own 15 s would outlast the lock. */
const RETRY_DELAY_MS = 1000;

type Connection = Worker<StoredJob, unknown, string, IQueueBackend, JobProgress, QueueAddress>;

/** Takes one job at a time; the work itself must not block this process, or the lock cannot be renewed. */
export function createTrainingWorker(options: TrainingWorkerOptions): TrainingWorker {
  const { run, lockMs = 15_000, stalledCheckMs = 5_000, watchMs = 500 } = options;
  const onError = quietRepeats(options.onError);
  const address = { databaseUrl: options.databaseUrl, redisUrl: options.redisUrl };
  const attempts = new Map<string, Attempt>();
  const worker: Connection = new Worker(
    TRAINING_QUEUE,
    async (job: QueuedJob, token?: string) => {
      const attempt = runAttempt(job, { token, worker, run, watchMs, onError });
      attempts.set(String(job.id), attempt);
      if (worker.closing !== undefined) attempt.handBack();
      return attempt.result.finally(() => attempts.delete(String(job.id)));
    },
    {
      connection: address,
      autorun: false,
      concurrency: 1,
      lockDuration: lockMs,
      stalledInterval: stalledCheckMs,
      maxStalledCount: MAX_STALLS,
      runRetryDelay: RETRY_DELAY_MS,
    },
    createBackend,
  );
  worker.on('error', onError);
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) attempts.get(jobId)?.loseLock();
  });
  return {
    start: async () => {
      await waitUntilReachable(worker, address);
      worker.run().catch(onError);
    },
    isRunning: () => worker.isRunning(),
    close: async () => {
      const closed = worker.close();
      for (const attempt of attempts.values()) attempt.handBack();
      await closed;
    },
  };
}
