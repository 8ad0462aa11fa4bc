import { countPositives } from './constant.ts';
import { noRows, oneClass } from './errors.ts';
import type { Table } from './table.ts';

/**
 * Log odds of class 1 in the training rows, as a float32.
 * @throws NO_TRAINING_ROWS, ONE_CLASS_ONLY
 */
export function priorLogit(estimator: string, { rows, target }: Table): number {
  if (rows === 0) throw noRows({ estimator });
  const positives = countPositives(target);
  if (positives === 0 || positives === rows)
    throw oneClass({ estimator, rows, label: positives === 0 ? 0 : 1 });
  return Math.fround(Math.log(positives / (rows - positives)));
}
