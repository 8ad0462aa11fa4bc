import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError, type JobProgress, type TrainingResult } from '@flywheel/contracts';
import { startMessageSchema, type ChildMessage, type Failure, type StartMessage } from './child-messages.ts';

export interface ChildContext {
  signal: AbortSignal;
  progress: (progress: JobProgress) => void;
  log: (line: string) => void;
}

/**
 * The training process's side of the channel: takes one job, reports, gives the last word and exits.
 * SIGTERM aborts the signal; the death of the trainer ends this process, even in the middle of a long computation.
 */
export async function serveTrainingJob(
  self: NodeJS.Process,
  run: (start: StartMessage, context: ChildContext) => Promise<TrainingResult>,
): Promise<void> {
  const stop = new AbortController();
  self.on('SIGTERM', () => stop.abort(new Error('asked to stop')));
  // Ctrl-C reaches the whole process group: the trainer decides what becomes of the job.
  self.on('SIGINT', () => undefined);
  self.on('disconnect', () => self.exit(1));
  const watch = new Worker(new URL('./parent-watch.ts', import.meta.url), { workerData: self.ppid });
  watch.unref();

  const send = (message: ChildMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      self.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
    });
  // A report that cannot be sent means that the trainer is gone, and so is this process soon.
  const report = (message: ChildMessage): void => void send(message).catch(() => self.exit(1));

  const [message] = (await once(self, 'message')) as [unknown];
  try {
    const result = await run(startMessageSchema.parse(message), {
      signal: stop.signal,
      progress: (progress) => report({ type: 'progress', progress, memoryBytes: self.memoryUsage.rss() }),
      log: (line) => report({ type: 'log', line }),
    });
    await send({ type: 'result', result });
  } catch (error) {
    await send({ type: 'failure', failure: describe(error) });
  }
  self.exit(0);
}

function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: null, app: null };
  const { name, message, stack = null } = error;
  if (!(error instanceof AppError)) return { name, message, stack, app: null };
  const { code, statusCode, retryable } = error;
  return { name, message, stack, app: { code, statusCode, retryable } };
}
