import { checkRows } from './scored-rows.ts';

/**
 * Share of rows whose label is predicted rightly: 1 from `threshold` up, 0 below.
 * @param labels 0 or 1, shape [rows]
 * @param probabilities of class 1, shape [rows]
 * @param threshold least probability that is predicted as 1
 * @returns 0 to 1
 * @throws RangeError without rows or when a probability is NaN
 */
export function accuracy(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): number {
  checkRows(labels, probabilities);
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    if (probabilities[row]! >= threshold === (labels[row] === 1)) right++;
  }
  return right / labels.length;
}
