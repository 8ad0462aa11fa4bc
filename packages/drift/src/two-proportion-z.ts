import { normalTwoSided } from './distributions.ts';

/**
 * Do two samples hold the same share? Pooled variance; where no row or every row is a success on both sides, z is 0.
 * @param successes of each sample, 0 <= successes <= totals
 * @param totals    rows of each sample, >= 1
 * @throws RangeError outside these ranges
 */
export function twoProportionZ(
  successes: readonly [number, number],
  totals: readonly [number, number],
): { z: number; pValue: number } {
  for (const side of [0, 1] as const) {
    if (!(totals[side] >= 1 && successes[side] >= 0 && successes[side] <= totals[side]))
      throw new RangeError(
        `received ${successes[side]} successes in ${totals[side]} rows, expected 0 <= successes <= rows and a row`,
      );
  }
  const pooled = (successes[0] + successes[1]) / (totals[0] + totals[1]);
  if (pooled === 0 || pooled === 1) return { z: 0, pValue: 1 };
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / totals[0] + 1 / totals[1]));
  const z = (successes[0] / totals[0] - successes[1] / totals[1]) / error;
  return { z, pValue: normalTwoSided(z) };
}
