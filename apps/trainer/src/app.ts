import { createTrainingQueue, createTrainingWorker, type TrainingWorkerOptions } from '@flywheel/queue';
import { createMetricsRegistry, createServer, type Logger } from '@flywheel/service';
import type { FastifyInstance } from 'fastify';
import type { TrainerConfig } from './config.ts';
import { createMetrics } from './metrics.ts';
import { addJobCancelRoute } from './routes/job-cancel.ts';
import { addJobCreateRoute } from './routes/job-create.ts';
import { addJobGetRoute } from './routes/job-get.ts';
import { addJobsListRoute } from './routes/jobs-list.ts';
import { trainJob } from './train-job.ts';

export interface TrainerApp {
  server: FastifyInstance;
  /** Connects to the queue and begins to take jobs. */
  start: () => Promise<void>;
  /** Takes no more jobs, hands the running one back, closes. */
  close: () => Promise<void>;
}

export interface TrainerOptions {
  config: TrainerConfig;
  logger: Logger;
  gitCommit: string | null;
  /** Environment of the training process, without the secrets of the queue. */
  childEnvironment: Record<string, string | undefined>;
  /** Script of the training process; tests give a small one of their own. */
  childEntry?: URL;
  /** How fast a dead trainer's job is taken up; tests are less patient than the defaults. */
  timing?: Pick<TrainingWorkerOptions, 'lockMs' | 'stalledCheckMs'>;
}

/** The trainer: a worker of the queue and an API to look at it. Nothing runs before `start`. */
export async function createApp(options: TrainerOptions): Promise<TrainerApp> {
  const { config, logger } = options;
  const { childEntry = new URL('./job-process.ts', import.meta.url) } = options;
  const onError = (error: Error): void => logger.error({ err: error }, 'queue trouble');
  const address = { databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL };
  const registry = createMetricsRegistry('trainer');
  const queue = createTrainingQueue({ ...address, onError });
  const metrics = createMetrics(registry, queue, onError);
  const child = {
    entry: childEntry,
    environment: options.childEnvironment,
    heapMegabytes: config.TRAINING_HEAP_MB,
  };
  const settings = {
    flywheelHome: config.FLYWHEEL_HOME,
    trackingUri: config.MLFLOW_TRACKING_URI,
    gitCommit: options.gitCommit,
  };
  const worker = createTrainingWorker({
    ...address,
    ...options.timing,
    onError,
    run: (job, context) => trainJob(job, context, { child, settings, metrics, logger }),
  });
  const server = await createServer({
    title: 'Flywheel trainer',
    description: 'Training jobs: enqueue, watch, cancel.',
    logger,
    registry,
    notReadyBecause: () => (worker.isRunning() ? null : 'the worker does not take jobs'),
  });
  addJobsListRoute(server, queue);
  addJobGetRoute(server, queue);
  addJobCreateRoute(server, queue);
  addJobCancelRoute(server, queue);
  return {
    server,
    start: async () => {
      await queue.ready();
      await worker.start();
    },
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}
