import type { MonitoringPolicy, MonitoringWindow, RetrainDecision } from '@flywheel/contracts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Why a retraining is asked for. */
export interface Trigger {
  /** Event time from which on it could be known. */
  knownAt: Date;
  kind: RetrainDecision['trigger'];
  modelVersion: string;
  /** What makes this pull of the trigger one and the same however often it is looked at, e.g. the window's date. */
  occasion: string;
  reason: string;
}

/**
 * Realised performance pulls the trigger: below its lower limit in `breaches` of the last `ofWindows` windows of the
 * champion whose outcomes are known. Drift alone never does: it is shown and alarmed, and waits for the outcomes.
 * @param evaluated windows of the champion that have a performance, newest first
 */
export function performanceTrigger(
  evaluated: readonly MonitoringWindow[],
  policy: MonitoringPolicy,
): Trigger | null {
  const looked = evaluated.slice(0, policy.ofWindows);
  const breached = looked.filter(
    ({ performance }) => performance !== null && performance.value < performance.lowerLimit,
  );
  const [newest] = looked;
  const last = breached[0]?.performance;
  if (newest === undefined || !last || breached.length < policy.breaches) return null;
  return {
    kind: 'performance',
    knownAt: new Date(Date.parse(newest.until) + policy.outcomeDelayHours * HOUR_MS),
    modelVersion: newest.modelVersion,
    occasion: newest.from.slice(0, 10),
    reason:
      `roc_auc ${last.value.toFixed(3)} is below its lower limit ${last.lowerLimit.toFixed(3)} ` +
      `in ${breached.length} of the last ${looked.length} windows of version ${newest.modelVersion}`,
  };
}

/**
 * Event time of the decision. The moment from which on the trigger could be known, not the one at which this process
 * happened to look: so a slow machine retrains on the same rows as a fast one. After an outage of more than a window it is the
 * watermark: what has been learned meanwhile is not thrown away.
 */
export function decisionTime(
  trigger: Trigger,
  { watermark, windowDays }: { watermark: Date; windowDays: number },
): Date {
  const late = watermark.getTime() - trigger.knownAt.getTime();
  return late >= 0 && late <= windowDays * DAY_MS ? trigger.knownAt : watermark;
}
