import { checkRows } from './scored-rows.ts';

/**
 * Mean negative log likelihood of the labels.
 * @param labels 0 or 1, shape [rows]
 * @param probabilities of class 1, shape [rows]; clipped to [2^-52, 1 - 2^-52]
 * @returns nats a row, >= 0; ln 2 for a constant 0.5
 * @throws RangeError without rows or when a probability is NaN
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  checkRows(labels, probabilities);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const probability = Math.min(Math.max(probabilities[row]!, Number.EPSILON), 1 - Number.EPSILON);
    sum -= Math.log(labels[row] === 1 ? probability : 1 - probability);
  }
  return sum / labels.length;
}
