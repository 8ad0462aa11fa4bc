import { appendFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineError, type TrainingResult } from '@flywheel/contracts';
import { serveTrainingJob } from '../src/serve-training-job.ts';

/**
 * A training process for tests: the job's reason says what it does, and each step is a line of the file in SIDE_EFFECTS.
 * It speaks to a real trainer over the real channel.
 */
const badData = defineError('TEST_BAD_DATA', { statusCode: 422, message: () => 'the data is bad.' });
const flaky = defineError('TEST_FLAKY', { statusCode: 503, retryable: true, message: () => 'try again.' });

function record(line: string): void {
  appendFileSync(process.env['SIDE_EFFECTS']!, `${line}\n`);
}

await serveTrainingJob(process, async ({ job, jobId, attempt }, { signal, progress, log }) => {
  record(`start ${jobId} ${attempt} ${process.pid}`);
  progress({ stage: 'prepare', fraction: 0.1, message: 'reading' });
  log(`job of ${job.project}`);
  const hangs = job.reason === 'hang' || (job.reason === 'hang once' && attempt === 1);
  if (hangs) {
    await once(signal, 'abort');
    throw new Error('stopped');
  }
  if (job.reason === 'block') for (;;) Math.random();
  if (job.reason === 'exit') process.exit(3);
  if (job.reason === 'out of memory') {
    const hoard: number[][] = [];
    for (;;) hoard.push(Array.from({ length: 100_000 }, (_, index) => index + hoard.length + 0.5));
  }
  if (job.reason === 'bad data') throw badData();
  if (job.reason === 'flaky') throw flaky();
  if (job.reason === 'environment') log(JSON.stringify(process.env));
  if (job.reason === 'slow') await sleep(300);
  progress({ stage: 'promote', fraction: 1, message: 'done' });
  record(`end ${jobId} ${attempt}`);
  const result: TrainingResult = {
    runId: `run-${jobId}`,
    datasetDigest: 'abc',
    modelVersion: '1',
    evaluationId: 'evaluation-1',
    promotionDecisionId: null,
    outcome: 'registered',
  };
  return result;
});
