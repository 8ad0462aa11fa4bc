import type { Feature } from '@flywheel/contracts';
import { MISSING_INT64, MISSING_TEXT } from '@flywheel/onnx';
import { invalidTensor } from '../errors.ts';
import type { Tensors } from '../model/served-model.ts';

/**
 * Holds the text tensors of a project's model to the declared patterns; "" is a missing value.
 * @throws INVALID_TENSOR that names the first element that does not match
 */
export function checkTexts(features: readonly Feature[], feeds: Tensors): void {
  for (const feature of features) {
    if (feature.kind === 'categorical') checkText(feature, feeds[feature.name]!.data as string[]);
  }
}

/**
 * Rows with a number out of its hard range. The protocol's clients may send any value of the datatype and get the model's answer;
 * such a row is no observation of the project, so it is not logged as a prediction. NaN and -2^63 are missing values.
 */
export function countRowsOutOfRange(features: readonly Feature[], feeds: Tensors, rows: number): number {
  const isOut = new Uint8Array(rows);
  for (const feature of features) {
    if (feature.kind === 'categorical') continue;
    const data = feeds[feature.name]!.data as Float32Array | BigInt64Array;
    for (let row = 0; row < rows; row++) {
      const value = data[row]!;
      if (value === MISSING_INT64 || Number.isNaN(value)) continue;
      if (value < feature.min || value > feature.max) isOut[row] = 1;
    }
  }
  return isOut.reduce((sum, out) => sum + out, 0);
}

function checkText(feature: Feature & { kind: 'categorical' }, data: readonly string[]): void {
  const pattern = new RegExp(feature.pattern);
  for (let index = 0; index < data.length; index++) {
    const value = data[index]!;
    if (value === MISSING_TEXT || (value.length <= 200 && pattern.test(value))) continue;
    throw invalidTensor({
      tensor: feature.name,
      received: `${JSON.stringify(value.slice(0, 60))} at element ${index}`,
      expected: `text of at most 200 characters that matches ${feature.pattern}, e.g. "${feature.example}"`,
    });
  }
}
