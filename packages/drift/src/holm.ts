/**
 * Holm's step-down adjustment: reject where the adjusted p-value is <= alpha, and the chance of any false rejection is at
 * most alpha, however the tests depend on each other.
 * @param pValues in [0, 1], any order
 * @returns adjusted p-values in the order given
 * @throws RangeError when a p-value is outside [0, 1] or NaN
 * Source: Holm (1979).
 */
export function holm(pValues: ArrayLike<number>): number[] {
  const sorted = Array.from(pValues, (p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted: number[] = [];
  let largest = 0;
  sorted.forEach(({ p, index }, rank) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p-value ${p} is outside 0..1`);
    largest = Math.max(largest, Math.min(1, p * (sorted.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
