import type { SeriesDrift, SeriesProfile } from '@flywheel/contracts';
import { compareSeries, type SeriesComparison } from './compare-series.ts';
import type { WindowCounts } from './count-window.ts';
import { holm } from './holm.ts';
import { psiThreshold } from './psi.ts';

/** Smaller differences are not worth a word, however sure: PSI, share of missing rows, share of unseen categories. */
const SMALLEST_PSI = 0.01;
const SMALLEST_MISSING_CHANGE = 0.01;
const SMALLEST_UNSEEN_RATIO = 0.01;
const DAYS_A_MONTH = 30;

/**
 * The rule: what is said about each series of a window.
 * - `flagged`: one of its tests passes Holm's correction over all tests of the window, and the difference has a size; or more
 *   rows hold unseen categories than on the reference's worst day.
 * - `detected`: flagged in at least 2 of the last 3 windows; it stays until none of the last 3 is flagged.
 * @param previous the windows before this one that had enough rows, in time order (the last two are used)
 */
export function judgeWindow({
  series,
  windowDays,
  previous,
}: {
  series: readonly { feature: string; profile: SeriesProfile; window: WindowCounts }[];
  windowDays: number;
  previous: readonly (readonly SeriesDrift[])[];
}): SeriesDrift[] {
  const compared = series.map(({ feature, profile, window }) => ({
    feature,
    ...compareSeries(profile, window),
  }));
  const alpha = windowAlpha(series.length, windowDays);
  const tests = compared.flatMap(({ pValue, missingPValue }) =>
    missingPValue === null ? [pValue] : [pValue, missingPValue],
  );
  const adjusted = holm(tests);
  let next = 0;
  return compared.map((comparison) => {
    const psiRejected = adjusted[next++]! <= alpha;
    const missingRejected = comparison.missingPValue !== null && adjusted[next++]! <= alpha;
    const flagged =
      (psiRejected && comparison.psi >= SMALLEST_PSI) ||
      (missingRejected && missingChange(comparison) >= SMALLEST_MISSING_CHANGE) ||
      hasUnseen(comparison);
    const { feature, psi, pValue, designEffect, ks, missingRatio, missingRatioReference, unseenRatio } =
      comparison;
    return {
      feature,
      psi,
      psiThreshold: thresholdOf(comparison, alpha / tests.length),
      pValue,
      designEffect,
      ks,
      flagged,
      detected: isDetected(feature, flagged, previous),
      missingRatio,
      missingRatioReference,
      unseenRatio,
    };
  });
}

/**
 * Level of one window such that 2-of-3 windows alarm falsely about once a month.
 * @param series     number of watched series
 * @param windowDays length of a window
 */
export function windowAlpha(series: number, windowDays: number): number {
  const windowsAMonth = DAYS_A_MONTH / windowDays;
  return Math.min(0.05, Math.sqrt(series / (2 * windowsAMonth)));
}

const missingChange = (comparison: SeriesComparison): number =>
  Math.abs(comparison.missingRatio - comparison.missingRatioReference);

const hasUnseen = ({ unseenRatio, unseenRatioWorst }: SeriesComparison): boolean =>
  unseenRatio !== null && unseenRatio > Math.max(unseenRatioWorst, SMALLEST_UNSEEN_RATIO);

/** The PSI at which the p-value equals `alpha`: Holm's strictest step. */
function thresholdOf(comparison: SeriesComparison, alpha: number): number {
  const { referenceRows, bins, designEffect } = comparison;
  const windowRows = Math.max(comparison.windowRows, 1);
  return psiThreshold({ referenceRows, windowRows, bins, alpha, designEffect });
}

function isDetected(
  feature: string,
  flagged: boolean,
  previous: readonly (readonly SeriesDrift[])[],
): boolean {
  const last = previous.slice(-2).map((window) => window.find((drift) => drift.feature === feature));
  const flags = [flagged, ...last.map((drift) => drift?.flagged ?? false)].filter(Boolean).length;
  if (flags >= 2) return true;
  return flags === 1 && (last.at(-1)?.detected ?? false);
}
