import { trainingFailed } from '../errors.ts';
import { describeCandidates } from './describe.ts';
import { firstJobOf } from './first-job.ts';
import { followJob } from './follow-job.ts';
import type { LoopStep } from './loop-step.ts';

/** Step 1: train on the project's first interval and promote, unless there is a champion already. */
export async function trainFirstChampion(step: LoopStep): Promise<void> {
  const { clients, output, project } = step;
  const { champion } = await clients.overview();
  if (champion !== null) return output.say(`champion is version ${champion.version} already`);
  const { jobId, job } = firstJobOf(project);
  output.say(
    `training the first champion on ${job.train.from.slice(0, 10)} to ${job.train.until.slice(0, 10)}`,
  );
  await clients.queue.enqueue(job, { jobId });
  const result = await followJob(step, jobId);
  output.say(`dataset version ${result.datasetDigest}`);
  output.say(await describeCandidates(step, result.modelVersion));
  if (result.outcome !== 'promoted') {
    const { decisions } = await clients.overview();
    throw trainingFailed({
      jobId,
      state: result.outcome,
      reason: decisions[0]?.reason ?? 'the gate gave no reason',
    });
  }
  output.say(`version ${result.modelVersion} promoted to champion`);
}
