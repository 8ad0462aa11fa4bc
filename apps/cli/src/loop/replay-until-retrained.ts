import { setTimeout as delay } from 'node:timers/promises';
import type { RetrainDecision } from '@flywheel/contracts';
import { replay, type ReplayProgress } from '../replay/replay.ts';
import { describeCandidates, describeDecision } from './describe.ts';
import { followJob } from './follow-job.ts';
import type { LoopStep } from './loop-step.ts';

const DAY_MS = 86_400_000;
/** Traffic goes on this long after the promotion, so that the new champion is seen at work. */
const DAYS_AFTER_PROMOTION = 14;
const DAYS_PER_SECOND = 3;

interface Watch {
  /** A retraining is under way: the replay's clock stands still, as a real one takes minutes, not weeks. */
  retraining: boolean;
  promotedAt: number | null;
  error: Error | null;
}

/** Steps 2 to 5: traffic and outcomes until the monitor has pulled its trigger and a retrained version has been promoted. */
export async function replayUntilRetrained(step: LoopStep): Promise<ReplayProgress> {
  const { clients, endpoints, output, project, signal } = step;
  const { watermark } = await clients.monitorStatus();
  const from = watermark !== null && watermark > project.replay.from ? watermark : project.replay.from;
  const watch: Watch = { retraining: false, promotedAt: null, error: null };
  if (await hasRetrainedChampion(step)) {
    output.say('a retrained version is champion already');
    return { predictions: 0, outcomes: 0, retriedRequests: 0, failedRequests: 0, clock: Date.parse(from) };
  }
  output.say(
    `replaying flights from ${from.slice(0, 10)} on, ${DAYS_PER_SECOND} days a second, ${project.replay.share * 100}% of them`,
  );
  const ended = new AbortController();
  let clock = Date.parse(from);
  const watching = watchDecisions(step, watch, () => clock, ended.signal);
  let progress: ReplayProgress;
  try {
    progress = await replay({
      project,
      inferenceUrl: endpoints.urlOf('inference'),
      interval: { from, until: project.replay.until },
      share: project.replay.share,
      daysPerSecond: DAYS_PER_SECOND,
      isPaused: () => watch.retraining,
      isDone: () =>
        watch.error !== null ||
        (watch.promotedAt !== null && clock > watch.promotedAt + DAYS_AFTER_PROMOTION * DAY_MS),
      onProgress: showEachWeek(output.say, (progress) => (clock = progress.clock)),
      signal,
    });
  } finally {
    ended.abort();
    await watching;
  }
  if (watch.error !== null) throw watch.error;
  return progress;
}

async function hasRetrainedChampion({ clients }: LoopStep): Promise<boolean> {
  const { champion } = await clients.overview();
  const started = (await clients.retrainDecisions()).filter(({ decision }) => decision === 'started');
  return (
    champion !== null && started.some(({ modelVersion }) => Number(modelVersion) < Number(champion.version))
  );
}

/** Follows the monitor's decisions beside the replay, and the training jobs they start. */
async function watchDecisions(
  step: LoopStep,
  watch: Watch,
  clock: () => number,
  ended: AbortSignal,
): Promise<void> {
  const { clients, output, signal } = step;
  const seen = new Set<string>();
  try {
    while (!ended.aborted && !signal.aborted) {
      for (const decision of (await clients.retrainDecisions()).toReversed()) {
        if (seen.has(decision.id)) continue;
        seen.add(decision.id);
        output.say(
          `${decision.at.slice(0, 10)} trigger (${decision.trigger}): ${decision.reason} -> ${decision.decision}`,
        );
        if (decision.decision === 'started' && decision.jobId !== null)
          await followRetraining(step, watch, decision, clock);
      }
      await delay(200);
    }
  } catch (error) {
    watch.error = error as Error;
  } finally {
    watch.retraining = false;
  }
}

async function followRetraining(
  step: LoopStep,
  watch: Watch,
  decision: RetrainDecision,
  clock: () => number,
): Promise<void> {
  const { clients, output } = step;
  watch.retraining = true;
  const result = await followJob(step, decision.jobId!);
  output.say(await describeCandidates(step, result.modelVersion));
  const { decisions } = await clients.overview();
  const promotion = decisions.find(({ id }) => id === result.promotionDecisionId);
  if (promotion) output.say(describeDecision(promotion));
  if (result.outcome === 'promoted') watch.promotedAt = clock();
  watch.retraining = false;
}

function showEachWeek(
  say: (text: string) => void,
  onProgress: (progress: ReplayProgress) => void,
): (progress: ReplayProgress) => void {
  let week = -1;
  return (progress) => {
    onProgress(progress);
    const current = Math.floor(progress.clock / (7 * DAY_MS));
    if (current === week) return;
    week = current;
    const day = new Date(progress.clock).toISOString().slice(0, 10);
    say(`${day} ${progress.predictions} predictions, ${progress.outcomes} outcomes`);
  };
}
