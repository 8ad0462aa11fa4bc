import type { MonitoringPolicy, RetrainDecision } from '@flywheel/contracts';

const DAY_MS = 86_400_000;

export interface Brake {
  decision: Exclude<RetrainDecision['decision'], 'started'>;
  /** What holds the retraining back, with figures. */
  reason: string;
}

/**
 * What forbids a retraining now, or null. One at a time; a pause after each; not too many a day; not without new outcomes.
 * All times are event time.
 * @param started     decisions that started a retraining, newest first
 * @param runningJob  id of a training job of the project that has not ended, or null
 * @param newOutcomes outcomes since the champion's training data ended, counted up to the minimum
 * @param isTrainable some training rows are left before the rows held out for the gate
 */
export function findBrake({
  policy,
  watermark,
  started,
  runningJob,
  newOutcomes,
  isTrainable,
}: {
  policy: MonitoringPolicy;
  watermark: Date;
  started: readonly RetrainDecision[];
  runningJob: string | null;
  newOutcomes: number;
  isTrainable: boolean;
}): Brake | null {
  const { cooldownDays, dailyBudget, minimumNewOutcomes } = policy.brakes;
  if (runningJob !== null) return { decision: 'running', reason: `training job ${runningJob} has not ended` };
  const ages = started.map(({ at }) => (watermark.getTime() - Date.parse(at)) / DAY_MS);
  const age = ages[0];
  if (age !== undefined && age < cooldownDays)
    return {
      decision: 'cooldown',
      reason: `${(Math.floor(age * 10) / 10).toFixed(1)} of ${cooldownDays} days of cool-down have passed since ${started[0]!.at.slice(0, 10)}`,
    };
  const today = ages.filter((days) => days < 1).length;
  if (today >= dailyBudget)
    return {
      decision: 'budget',
      reason: `${today} of ${dailyBudget} retrainings a day were started since this time yesterday`,
    };
  if (newOutcomes < minimumNewOutcomes)
    return {
      decision: 'outcomes',
      reason: `${newOutcomes} of ${minimumNewOutcomes} new outcomes have arrived since the champion's training data ended`,
    };
  if (!isTrainable)
    return {
      decision: 'outcomes',
      reason: `all known days are among the last ${policy.holdoutDays}, which are held out for the gate`,
    };
  return null;
}
