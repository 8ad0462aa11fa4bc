import {
  TRAINING_QUEUE,
  type JobProgress,
  type JobView,
  type TrainingJob,
  type TrainingResult,
} from '@flywheel/contracts';
import { Queue, type IQueueBackend } from 'bullmq';
import { jobNotFound } from './errors.ts';
import { assertJobId } from './job-id.ts';
import { createBackend, waitUntilReachable, type QueueAddress } from './queue-backend.ts';
import { quietRepeats } from './quiet-repeats.ts';
import { readStoredJob, viewOf, type QueuedJob, type StoredJob } from './stored-job.ts';
import { waitForResult } from './wait-for-result.ts';

export interface TrainingQueueOptions extends QueueAddress {
  /** Starts that may fail before the job is given up. */
  attempts?: number;
  /** Pause before the second attempt; it doubles with each further one. */
  backoffMs?: number;
  /** Told of connection troubles; calls fail on their own as well. */
  onError?: (error: Error) => void;
  /** Source of the mark "cancel requested at". */
  now?: () => Date;
}

const LISTED_STATES = ['active', 'waiting', 'delayed', 'failed', 'completed'] as const;
export type QueueState = (typeof LISTED_STATES)[number];

/** Finished jobs that are remembered; a repeated id runs again only after that many others. */
const KEPT_JOBS = 1000;
const KEPT_LOG_LINES = 500;

export interface TrainingQueue {
  /** Resolves when the server of the queue answers. */
  ready: () => Promise<void>;
  /** Adds a job, once: a known id changes nothing and returns the job that has it. */
  enqueue: (job: TrainingJob, options: { jobId: string }) => Promise<JobView>;
  get: (jobId: string) => Promise<JobView | null>;
  /** Newest first, without logs; jobs whose payload is not ours are left out. */
  list: (limit: number) => Promise<JobView[]>;
  /** Asks for the end of a job: one that waits never starts, one that runs is stopped. A finished job stays as it is. */
  cancel: (jobId: string) => Promise<JobView>;
  waitForResult: (
    jobId: string,
    signal?: AbortSignal,
    onProgress?: (progress: JobProgress) => void,
  ) => Promise<TrainingResult>;
  /** Jobs by BullMQ's own states; cancelled ones count as waiting until a worker has met them, then as failed. */
  counts: () => Promise<Record<QueueState, number>>;
  close: () => Promise<void>;
}

type Connection = Queue<StoredJob, unknown, string, StoredJob, unknown, string, IQueueBackend, QueueAddress>;

export function createTrainingQueue(options: TrainingQueueOptions): TrainingQueue {
  const { attempts = 3, backoffMs = 2000, now = () => new Date() } = options;
  const address = { databaseUrl: options.databaseUrl, redisUrl: options.redisUrl };
  const queue: Connection = new Queue(TRAINING_QUEUE, { connection: address }, createBackend);
  queue.on('error', quietRepeats(options.onError ?? (() => undefined)));
  const get = (jobId: string): Promise<JobView | null> => readJob(queue, jobId);
  return {
    ready: () => waitUntilReachable(queue, address),
    get,
    list: (limit) => listJobs(queue, limit),
    enqueue: async (job, { jobId }) => {
      assertJobId(jobId);
      await queue.add(job.project, readStoredJob({ id: jobId, data: job }), {
        jobId,
        attempts,
        backoff: { type: 'exponential', delay: backoffMs },
        keepLogs: KEPT_LOG_LINES,
        removeOnComplete: { count: KEPT_JOBS },
        removeOnFail: { count: KEPT_JOBS },
      });
      return found(jobId, await get(jobId));
    },
    cancel: async (jobId) => {
      await requestCancel(queue, jobId, now());
      return found(jobId, await get(jobId));
    },
    waitForResult: (jobId, signal, onProgress) => waitForResult({ get, jobId, signal, onProgress }),
    counts: async () => {
      const counts = await queue.getJobCounts(...LISTED_STATES);
      return Object.fromEntries(LISTED_STATES.map((state) => [state, counts[state] ?? 0])) as Record<
        QueueState,
        number
      >;
    },
    close: () => queue.close(),
  };
}

async function readJob(queue: Connection, jobId: string): Promise<JobView | null> {
  const job: QueuedJob | undefined = await queue.getJob(jobId);
  if (job === undefined) return null;
  const state = await queue.getJobState(jobId);
  const { logs } = await queue.getJobLogs(jobId, 0, KEPT_LOG_LINES - 1, true);
  // State and fields are two reads: a job that finished between them is read again, with its result.
  const isStale = (state === 'completed' || state === 'failed') && job.finishedOn === undefined;
  return viewOf(isStale ? ((await queue.getJob(jobId)) ?? job) : job, state, logs);
}

async function listJobs(queue: Connection, limit: number): Promise<JobView[]> {
  const views = new Map<string, { view: JobView; addedAt: number }>();
  for (const state of LISTED_STATES) {
    for (const job of await queue.getJobs([state], 0, limit - 1, false)) {
      if (isOurs(job)) views.set(String(job.id), { view: viewOf(job, state, []), addedAt: job.timestamp });
    }
  }
  return [...views.values()]
    .sort((a, b) => b.addedAt - a.addedAt)
    .slice(0, limit)
    .map(({ view }) => view);
}

function isOurs(job: QueuedJob): boolean {
  try {
    readStoredJob(job);
    return true;
  } catch {
    return false;
  }
}

async function requestCancel(queue: Connection, jobId: string, at: Date): Promise<void> {
  const job: QueuedJob | undefined = await queue.getJob(jobId);
  if (job === undefined) throw jobNotFound({ jobId });
  const state = await queue.getJobState(jobId);
  if (state === 'completed' || state === 'failed') return;
  await job.updateData({ ...readStoredJob(job), cancelRequestedAt: at.toISOString() });
}

function found(jobId: string, view: JobView | null): JobView {
  if (view === null) throw jobNotFound({ jobId });
  return view;
}
