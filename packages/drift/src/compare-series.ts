import type { SeriesProfile } from '@flywheel/contracts';
import type { WindowCounts } from './count-window.ts';
import { scaleDesignEffect } from './design-effect.ts';
import { chiSquareSurvival } from './distributions.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { mergeThinBins } from './merge-thin-bins.ts';
import { psi } from './psi.ts';
import { twoProportionZ } from './two-proportion-z.ts';

/** How one series of a window differs from its profile: sizes and evidence, no verdict. */
export interface SeriesComparison {
  psi: number;
  /** P of a PSI this large without drift, dependence between rows taken into account. */
  pValue: number;
  designEffect: number;
  /** Bins compared, thin ones merged. */
  bins: number;
  /** Rows with a value, in the reference and in the window. */
  referenceRows: number;
  windowRows: number;
  /** Kolmogorov-Smirnov distance, numeric series only. */
  ks: number | null;
  missingRatio: number;
  missingRatioReference: number;
  /** P of this difference in missing values without drift; null when neither side misses any. */
  missingPValue: number | null;
  unseenRatio: number | null;
  /** Share up to which unseen categories are what the reference's own days showed. */
  unseenRatioWorst: number;
}

/**
 * Compares a window with the profile it was counted into.
 * A window without a single value has PSI 0 and p 1: its missing values speak for it.
 * @throws RangeError when the window has no rows
 */
export function compareSeries(profile: SeriesProfile, window: WindowCounts): SeriesComparison {
  if (window.rows === 0) throw new RangeError('a window without rows cannot be compared');
  const referenceRows = sum(profile.counts);
  const windowRows = window.rows - window.missing;
  const total = referenceRows + profile.missing;
  return {
    ...comparePsi(profile, window, { referenceRows, windowRows }),
    referenceRows,
    windowRows,
    ks: distance(profile, window),
    missingRatio: window.missing / window.rows,
    missingRatioReference: profile.missing / total,
    missingPValue:
      window.missing + profile.missing === 0
        ? null
        : twoProportionZ([window.missing, profile.missing], [window.rows, total]).pValue,
    unseenRatio: window.unseen === null ? null : window.unseen / window.rows,
    unseenRatioWorst: profile.kind === 'categorical' ? profile.unseenRatioWorst : 0,
  };
}

function comparePsi(
  profile: SeriesProfile,
  window: WindowCounts,
  { referenceRows, windowRows }: { referenceRows: number; windowRows: number },
): Pick<SeriesComparison, 'psi' | 'pValue' | 'designEffect' | 'bins'> {
  if (windowRows === 0) return { psi: 0, pValue: 1, designEffect: profile.designEffect, bins: 1 };
  const merged = mergeThinBins({
    reference: profile.counts,
    window: window.counts,
    kind: profile.kind,
  });
  const test = psi(merged.reference, merged.window);
  const designEffect = scaleDesignEffect(
    profile,
    (referenceRows * windowRows) / (referenceRows + windowRows),
  );
  return {
    psi: test.psi,
    pValue: chiSquareSurvival(test.statistic / designEffect, test.df),
    designEffect,
    bins: test.df + 1,
  };
}

function distance(profile: SeriesProfile, window: WindowCounts): number | null {
  if (profile.kind !== 'numeric' || profile.sample.length === 0 || !window.sorted?.length) return null;
  return kolmogorovSmirnov(profile.sample, window.sorted).statistic;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
