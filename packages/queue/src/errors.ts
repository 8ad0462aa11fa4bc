import { defineError } from '@flywheel/contracts';

export const invalidJobId = defineError<{ jobId: string }>('INVALID_JOB_ID', {
  statusCode: 400,
  message: ({ jobId }) =>
    `"${jobId.slice(0, 100)}" cannot name a job. Use 1 to 128 of the characters a-z A-Z 0-9 . _ - with at least one that is not a digit.`,
  details: ({ jobId }) => ({ field: 'jobId', received: jobId.slice(0, 200) }),
});

export const jobNotFound = defineError<{ jobId: string }>('JOB_NOT_FOUND', {
  statusCode: 404,
  message: ({ jobId }) =>
    `the queue holds no job "${jobId.slice(0, 100)}". GET /jobs lists the jobs; old ones are removed.`,
});

export const invalidJobPayload = defineError<{ jobId: string; problems: string }>('INVALID_JOB_PAYLOAD', {
  statusCode: 422,
  message: ({ jobId, problems }) =>
    `the payload of job ${jobId} is not a training job of schema version 1: ${problems}. Enqueue it again with the current version.`,
});

export const jobFailed = defineError<{ jobId: string; failure: string }>('JOB_FAILED', {
  statusCode: 502,
  message: ({ jobId, failure }) =>
    `job ${jobId} failed: ${failure} Read its logs with GET /jobs/${jobId} of the trainer.`,
});

export const jobCancelled = defineError<{ jobId: string }>('JOB_CANCELLED', {
  statusCode: 409,
  message: ({ jobId }) => `job ${jobId} was cancelled. Enqueue a new job to train again.`,
});

/** Reason of a job's abort signal: this worker is stopping and another one takes the job. */
export const jobHandedBack = defineError<{ jobId: string }>('JOB_HANDED_BACK', {
  statusCode: 503,
  retryable: true,
  message: ({ jobId }) =>
    `job ${jobId} was handed back because its worker is stopping; another one takes it.`,
});

/** Reason of a job's abort signal: the lock ran out while this process was stuck, so a newer attempt owns the job. */
export const jobLockLost = defineError<{ jobId: string; attempt: number }>('JOB_LOCK_LOST', {
  statusCode: 409,
  retryable: true,
  message: ({ jobId, attempt }) =>
    `attempt ${attempt} of job ${jobId} lost its lock; what it computes from here on is refused, a newer attempt goes on.`,
});

export const queueUnavailable = defineError<{ where: string }>('QUEUE_UNAVAILABLE', {
  statusCode: 503,
  retryable: true,
  message: ({ where }) =>
    `the job queue at ${where} cannot be reached. Start that server, or correct DATABASE_URL or REDIS_URL.`,
});
