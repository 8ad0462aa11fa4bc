import type { Feature } from '@flywheel/contracts';
import { MISSING_INT64, MISSING_TEXT } from '@flywheel/onnx';
import type { Tensor } from 'onnxruntime-node';
import { invalidTensor } from '../errors.ts';

/**
 * Holds the tensors of a project's model to the declared features: hard ranges and patterns. Missing values are allowed:
 * NaN for FP32, -2^63 for INT64, "" for BYTES.
 * @throws INVALID_TENSOR that names the first element out of bounds
 */
export function checkFeatures(features: readonly Feature[], feeds: Readonly<Record<string, Tensor>>): void {
  for (const feature of features) {
    const { data } = feeds[feature.name]!;
    if (feature.kind === 'categorical') checkTexts(feature, data as string[]);
    else checkNumbers(feature, data as Float32Array | BigInt64Array);
  }
}

function checkTexts(feature: Feature & { kind: 'categorical' }, data: readonly string[]): void {
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

function checkNumbers(feature: Feature & { kind: 'numeric' }, data: Float32Array | BigInt64Array): void {
  const { name: tensor, min, max } = feature;
  for (let index = 0; index < data.length; index++) {
    const value = data[index]!;
    if (value === MISSING_INT64 || Number.isNaN(value) || (value >= min && value <= max)) continue;
    throw invalidTensor({ tensor, received: `${value} at element ${index}`, expected: `${min} to ${max}` });
  }
}
