import erfc from '@stdlib/math-base-special-erfc';
import gammainc from '@stdlib/math-base-special-gammainc';
import gammaincinv from '@stdlib/math-base-special-gammaincinv';

/**
 * P(X > x) for X chi-square distributed.
 * @param x  >= 0
 * @param df degrees of freedom, >= 0; with none X is always 0
 * @throws RangeError outside these ranges
 */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(x >= 0) || !(df >= 0))
    throw new RangeError(`chi-square needs x >= 0 and df >= 0, received x ${x} and df ${df}`);
  if (df === 0) return x > 0 ? 0 : 1;
  if (x === Infinity) return 0;
  return gammainc(x / 2, df / 2, true, true);
}

/**
 * The x with P(X > x) = p for X chi-square distributed with df > 0 degrees of freedom.
 * @throws RangeError when p is outside (0, 1] or df is not positive
 */
export function chiSquareIsf(p: number, df: number): number {
  if (!(p > 0 && p <= 1) || !(df > 0))
    throw new RangeError(`the chi-square quantile needs 0 < p <= 1 and df > 0, received p ${p} and df ${df}`);
  return 2 * gammaincinv(p, df / 2, true);
}

/** P(|Z| > |z|) for Z standard normal. */
export function normalTwoSided(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * P(K > x) for the Kolmogorov distribution, the limit of sqrt(n) sup |F_n - F|.
 * Two series of the same function: the theta form converges in a few terms below 1, the alternating one above.
 * Source: Kolmogorov (1933); Marsaglia, Tsang and Wang (2003).
 */
export function kolmogorovSurvival(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('the Kolmogorov distribution of NaN is undefined');
  if (x <= 0.04) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k <= 20; k++) sum += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k <= 20; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return 2 * sum;
}
