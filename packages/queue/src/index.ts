export * from './errors.ts';
export { trainingJobId } from './job-id.ts';
export type { QueueAddress } from './queue-backend.ts';
export type { JobContext, RunJob } from './run-attempt.ts';
export {
  createTrainingQueue,
  type QueueState,
  type TrainingQueue,
  type TrainingQueueOptions,
} from './training-queue.ts';
export { createTrainingWorker, type TrainingWorker, type TrainingWorkerOptions } from './training-worker.ts';
