import type { EncodedTable } from '../encode.ts';
import { sigmoid } from '../sigmoid.ts';
import { multiply, multiplySquaredTransposed, multiplyTransposed } from './encoded-product.ts';
import type { Objective } from './newton.ts';

/**
 * Mean log loss of a linear model plus l2 / (2 rows) * the squared weights; the bias, the last weight, is not drawn to 0.
 * @param target 0 or 1, shape [rows]
 * @param l2 as in scikit-learn, whose C is 1 / l2
 */
export function createLogisticObjective(table: EncodedTable, target: Uint8Array, l2: number): Objective {
  const { rows, width } = table;
  const logits = new Float64Array(rows);
  const perRow = new Float64Array(rows);
  const curvature = new Float64Array(rows);
  const penalty = l2 / rows;
  /** Divides sums over rows by their number and adds the penalty's part. */
  const finish = (sums: Float64Array, weights: (index: number) => number): void => {
    for (let index = 0; index < width; index++) sums[index] = sums[index]! / rows + penalty * weights(index);
    sums[width]! /= rows;
  };
  return {
    size: width + 1,
    value(weights) {
      multiply(table, weights, logits);
      let loss = 0;
      for (let row = 0; row < rows; row++) loss += logLossOfLogit(logits[row]!, target[row]!);
      let squares = 0;
      for (let index = 0; index < width; index++) squares += weights[index]! ** 2;
      return loss / rows + (penalty * squares) / 2;
    },
    linearize(weights) {
      multiply(table, weights, logits);
      for (let row = 0; row < rows; row++) {
        const probability = sigmoid(logits[row]!);
        perRow[row] = probability - target[row]!;
        curvature[row] = probability * (1 - probability);
      }
      const gradient = new Float64Array(width + 1);
      multiplyTransposed(table, perRow, gradient);
      finish(gradient, (index) => weights[index]!);
      const diagonal = new Float64Array(width + 1);
      multiplySquaredTransposed(table, curvature, diagonal);
      finish(diagonal, () => 1);
      return { gradient, diagonal };
    },
    hessianTimes(direction) {
      multiply(table, direction, perRow);
      for (let row = 0; row < rows; row++) perRow[row]! *= curvature[row]!;
      const product = new Float64Array(width + 1);
      multiplyTransposed(table, perRow, product);
      finish(product, (index) => direction[index]!);
      return product;
    },
  };
}

/** -log of the probability that sigmoid(logit) gives to the label, in nats; no overflow. */
function logLossOfLogit(logit: number, label: number): number {
  const margin = label === 1 ? logit : -logit;
  return margin >= 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
}
