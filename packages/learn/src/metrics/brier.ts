import { checkRows } from './scored-rows.ts';

/**
 * Brier score: mean squared difference of probability and label.
 * @param labels 0 or 1, shape [rows]
 * @param probabilities of class 1, shape [rows]
 * @returns 0 (certain and right) to 1 (certain and wrong)
 * @throws RangeError without rows or when a probability is NaN
 * Source: Brier (1950), in its form for two classes.
 */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  checkRows(labels, probabilities);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += (probabilities[row]! - labels[row]!) ** 2;
  return sum / labels.length;
}
