import type { ConstantModel } from './fitted-model.ts';
import type { Table } from './table.ts';
import { noRows } from './errors.ts';

/**
 * The training base rate for every row: what any other model must beat.
 * With one class only it is 0 or 1.
 * @throws NO_TRAINING_ROWS
 */
export function fitConstant({ target, rows }: Table): ConstantModel {
  if (rows === 0) throw noRows({ estimator: 'constant' });
  return { kind: 'constant', probability: countPositives(target) / rows };
}

/** Rows of class 1. */
export function countPositives(target: Uint8Array): number {
  let positives = 0;
  for (const label of target) positives += label;
  return positives;
}
