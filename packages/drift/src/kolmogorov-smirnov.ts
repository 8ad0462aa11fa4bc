import { kolmogorovSurvival } from './distributions.ts';

/**
 * Two-sample Kolmogorov-Smirnov test: the largest distance between the two distribution functions.
 * @param reference sorted ascending, shape [n], n >= 1, no NaN
 * @param window    sorted ascending, shape [m], m >= 1, no NaN
 * @returns statistic in [0, 1]; pValue from the Kolmogorov limit, good from some hundred rows on
 * @throws RangeError when one side is empty
 */
export function kolmogorovSmirnov(
  reference: ArrayLike<number>,
  window: ArrayLike<number>,
): { statistic: number; pValue: number } {
  const n = reference.length;
  const m = window.length;
  if (n === 0 || m === 0)
    throw new RangeError(`the KS test needs values on both sides, received ${n} and ${m}`);
  let i = 0;
  let j = 0;
  let statistic = 0;
  while (i < n && j < m) {
    const value = Math.min(reference[i]!, window[j]!);
    while (i < n && reference[i] === value) i++;
    while (j < m && window[j] === value) j++;
    statistic = Math.max(statistic, Math.abs(i / n - j / m));
  }
  return { statistic, pValue: kolmogorovSurvival(Math.sqrt((n * m) / (n + m)) * statistic) };
}
