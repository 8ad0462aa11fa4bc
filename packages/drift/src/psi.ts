import { chiSquareIsf, chiSquareSurvival } from './distributions.ts';

export interface PsiTest {
  /** Nats, >= 0. */
  psi: number;
  /** PSI n m / (n + m): without drift chi-square with `df` degrees of freedom. */
  statistic: number;
  /** Bins that are not empty on both sides, minus one. */
  df: number;
  /** P(statistic this large without drift), rows taken as independent. */
  pValue: number;
}

/**
 * Population stability index of two histograms over the same bins, and the test it gives.
 * Shares are smoothed, (count + 0.5) / (total + 0.5 bins), so that PSI is never infinite and its law without drift is chi-square.
 * @param reference rows per bin, shape [bins], whole numbers >= 0
 * @param window    rows per bin, same bins in the same order
 * @throws RangeError when the shapes differ, a count is negative or broken, or one side has no row
 * Source: symmetrised Kullback-Leibler divergence, Jeffreys (1946).
 */
export function psi(reference: ArrayLike<number>, window: ArrayLike<number>): PsiTest {
  const { n, m, bins } = checkCounts(reference, window);
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    if (reference[bin]! + window[bin]! === 0) continue;
    const p = (reference[bin]! + 0.5) / (n + 0.5 * bins);
    const q = (window[bin]! + 0.5) / (m + 0.5 * bins);
    sum += (p - q) * Math.log(p / q);
  }
  const statistic = (sum * n * m) / (n + m);
  return { psi: sum, statistic, df: bins - 1, pValue: chiSquareSurvival(statistic, bins - 1) };
}

/**
 * PSI above which a window differs at level alpha: it shrinks as windows grow, where a fixed 0.1 or 0.2 holds at one size only.
 * @param bins  bins that are not empty on both sides, >= 1; with one bin PSI is always 0 and so is the threshold
 * @param alpha probability of passing it without drift
 * @param designEffect how many times dependent rows inflate the statistic, >= 1
 * @returns nats
 */
export function psiThreshold({
  referenceRows,
  windowRows,
  bins,
  alpha,
  designEffect = 1,
}: {
  referenceRows: number;
  windowRows: number;
  bins: number;
  alpha: number;
  designEffect?: number;
}): number {
  if (!(referenceRows > 0) || !(windowRows > 0))
    throw new RangeError(`a threshold needs rows on both sides, received ${referenceRows} and ${windowRows}`);
  if (bins === 1) return 0;
  return chiSquareIsf(alpha, bins - 1) * designEffect * (1 / referenceRows + 1 / windowRows);
}

function checkCounts(
  reference: ArrayLike<number>,
  window: ArrayLike<number>,
): { n: number; m: number; bins: number } {
  if (reference.length !== window.length)
    throw new RangeError(`the two sides have ${reference.length} and ${window.length} bins: give the same`);
  let n = 0;
  let m = 0;
  let bins = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const left = reference[bin]!;
    const right = window[bin]!;
    if (!(left >= 0 && right >= 0 && left < Infinity && right < Infinity))
      throw new RangeError(`bin ${bin} holds ${left} and ${right} rows: counts are finite and >= 0`);
    n += left;
    m += right;
    if (left + right > 0) bins++;
  }
  if (n === 0 || m === 0)
    throw new RangeError(
      `PSI needs rows on both sides, received ${n} in the reference and ${m} in the window`,
    );
  return { n, m, bins };
}
