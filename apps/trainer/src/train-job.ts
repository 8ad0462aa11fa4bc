import { AppError, type TrainingJob, type TrainingResult } from '@flywheel/contracts';
import { listProjects, unknownProject } from '@flywheel/project';
import { jobCancelled, jobHandedBack, type JobContext } from '@flywheel/queue';
import type { Logger } from '@flywheel/service';
import type { JobEnding, TrainerMetrics } from './metrics.ts';
import { runInChild, type ChildOptions } from './run-in-child.ts';

export interface TrainJobOptions {
  child: ChildOptions;
  settings: { flywheelHome: string; trackingUri: string; gitCommit: string | null };
  metrics: TrainerMetrics;
  logger: Logger;
}

/** Runs one start of one job in a training process, and measures and logs how it ended. */
export async function trainJob(
  job: TrainingJob,
  context: JobContext,
  options: TrainJobOptions,
): Promise<TrainingResult> {
  const { jobId, attempt, signal } = context;
  const { metrics, logger } = options;
  const { project } = job;
  const known = listProjects();
  if (!known.includes(project)) throw unknownProject({ name: project, known });
  const startedAt = performance.now();
  const ended = (result: JobEnding): void => {
    const durationSeconds = (performance.now() - startedAt) / 1000;
    metrics.jobEnded({ project, result, durationSeconds });
    logger.info({ project, jobId, attempt, result, durationSeconds }, 'training job ended');
  };
  metrics.jobStarted(project);
  logger.info({ project, jobId, attempt, reason: job.reason }, 'training job started');
  if (attempt > 1) context.log(`attempt ${attempt} starts`);
  try {
    const start = { job, jobId, attempt, ...options.settings };
    const result = await runInChild(start, options.child, {
      signal,
      log: context.log,
      onMemory: metrics.setChildMemory,
      progress: (progress) => {
        metrics.stageProgressed(project, progress);
        context.progress(progress);
      },
    });
    ended('completed');
    return result;
  } catch (error) {
    logger.warn({ err: error, jobId, attempt }, 'training job did not complete');
    ended(endingOf(error, context.isLastAttempt));
    throw error;
  }
}

function endingOf(error: unknown, isLastAttempt: boolean): JobEnding {
  const code = error instanceof AppError ? error.code : undefined;
  if (code === jobCancelled.code) return 'cancelled';
  if (code === jobHandedBack.code) return 'handed_back';
  const isFinal = error instanceof AppError && !error.retryable;
  return isFinal || isLastAttempt ? 'failed' : 'retried';
}
