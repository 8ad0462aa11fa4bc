import type { JobProgress } from '@flywheel/contracts';
import type { TrainingQueue } from '@flywheel/queue';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How a start of a job ended: `retried` will start again by itself, `handed_back` on another worker. */
export type JobEnding = 'completed' | 'failed' | 'cancelled' | 'handed_back' | 'retried';

export interface TrainerMetrics {
  jobStarted: (project: string) => void;
  jobEnded: (ended: { project: string; result: JobEnding; durationSeconds: number }) => void;
  stageProgressed: (project: string, progress: JobProgress) => void;
  setChildMemory: (bytes: number) => void;
}

export function createMetrics(
  registry: Registry,
  queue: Pick<TrainingQueue, 'counts'>,
  onError: (error: Error) => void,
): TrainerMetrics {
  const registers = [registry];
  const jobs = new Counter({
    name: 'flywheel_training_jobs_total',
    help: 'Starts of training jobs by how they ended.',
    labelNames: ['project', 'result'],
    registers,
  });
  const duration = new Histogram({
    name: 'flywheel_training_job_duration_seconds',
    help: 'Time from the start of a training job to its end.',
    labelNames: ['project', 'result'],
    buckets: [1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1800, 3600],
    registers,
  });
  const progress = new Gauge({
    name: 'flywheel_training_stage_progress_ratio',
    help: 'Progress of the running job (0 to 1 over all stages) as each stage last reported it.',
    labelNames: ['project', 'stage'],
    registers,
  });
  const memory = new Gauge({
    name: 'flywheel_training_process_memory_bytes',
    help: 'Resident memory of the training process when it last reported progress; 0 while none runs.',
    registers,
  });
  addQueueDepth(registry, queue, onError);
  return {
    jobStarted: () => progress.reset(),
    jobEnded: ({ project, result, durationSeconds }) => {
      jobs.inc({ project, result });
      duration.observe({ project, result }, durationSeconds);
    },
    stageProgressed: (project, { stage, fraction }) => progress.set({ project, stage }, fraction),
    setChildMemory: (bytes) => memory.set(bytes),
  };
}

/** Counted when asked: the queue knows it, whichever process changed it. */
function addQueueDepth(
  registry: Registry,
  queue: Pick<TrainingQueue, 'counts'>,
  onError: (error: Error) => void,
): void {
  new Gauge({
    name: 'flywheel_queue_jobs',
    help: 'Training jobs in the queue by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      try {
        for (const [state, jobs] of Object.entries(await queue.counts())) this.set({ state }, jobs);
      } catch (error) {
        // Without its queue the trainer still shows its other metrics; this one has no value then.
        this.reset();
        onError(error as Error);
      }
    },
  });
}
