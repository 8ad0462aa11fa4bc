import type { TrainingResult } from '@flywheel/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { trainingFailed } from '../errors.ts';
import type { LoopStep } from './loop-step.ts';

const POLL_MS = 300;

/** Shows a job's progress until it has ended, and gives its result. */
export async function followJob(
  { clients, output, signal }: LoopStep,
  jobId: string,
): Promise<TrainingResult> {
  let shown = '';
  for (;;) {
    const view = await clients.job(jobId);
    const line = view.progress ? `${view.progress.stage}: ${view.progress.message}` : '';
    if (line !== shown && line !== '')
      output.say(`  ${String(Math.round(view.progress!.fraction * 100)).padStart(3)}% ${line}`);
    shown = line;
    if (view.state === 'completed' && view.result) return view.result;
    if (view.state === 'failed' || view.state === 'cancelled') {
      throw trainingFailed({ jobId, state: view.state, reason: view.failure ?? 'no reason was recorded' });
    }
    await delay(POLL_MS, undefined, { signal });
  }
}
