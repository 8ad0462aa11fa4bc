import { encodeTable } from './encode.ts';
import type { FittedModel, LogisticModel } from './fitted-model.ts';
import { predictDense } from './dense/predict-dense.ts';
import { multiply } from './logistic/encoded-product.ts';
import { predictTrees } from './gbdt/predict-trees.ts';
import { sigmoid } from './sigmoid.ts';
import type { Table } from './table.ts';

/**
 * Probability of class 1 of each row, in float64 from the model's parameters. The table may list other categories than
 * the training rows had: one that the model does not know counts as unseen.
 * @returns shape [rows], 0 to 1
 * @throws TypeError when the table lacks a column that the model reads
 */
export function predictProbabilities(model: FittedModel, table: Table): Float64Array {
  switch (model.kind) {
    case 'constant':
      return new Float64Array(table.rows).fill(model.probability);
    case 'logistic':
      return predictLogistic(model, table);
    case 'trees':
      return predictTrees(model, table);
    case 'dense':
      return predictDense(model, table);
  }
}

function predictLogistic({ encodings, bias, weights }: LogisticModel, table: Table): Float64Array {
  const encoded = encodeTable(encodings, table);
  const flat = Float64Array.from([...weights.flatMap((part) => [...part]), bias]);
  const logits = new Float64Array(table.rows);
  multiply(encoded, flat, logits);
  return logits.map(sigmoid);
}
