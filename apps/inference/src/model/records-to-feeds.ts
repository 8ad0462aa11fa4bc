import type { Feature, RawRecord } from '@flywheel/contracts';
import { MISSING_INT64, MISSING_TEXT } from '@flywheel/onnx';
import { Tensor } from 'onnxruntime-node';
import type { Tensors } from './served-model.ts';

/** Raw records, checked before, as the model's inputs: one tensor of shape [rows, 1] per feature. */
export function recordsToFeeds(features: readonly Feature[], records: readonly RawRecord[]): Tensors {
  return Object.fromEntries(features.map((feature) => [feature.name, columnOf(feature, records)]));
}

function columnOf(feature: Feature, records: readonly RawRecord[]): Tensor {
  const dims = [records.length, 1];
  const { name } = feature;
  if (feature.kind === 'categorical')
    return new Tensor(
      'string',
      records.map((record) => (record[name] as string | null) ?? MISSING_TEXT),
      dims,
    );
  if (feature.dtype === 'int64') {
    const whole = (value: unknown): bigint => (value === null ? MISSING_INT64 : BigInt(value as number));
    return new Tensor(
      'int64',
      BigInt64Array.from(records, (record) => whole(record[name])),
      dims,
    );
  }
  const number = (value: unknown): number => (value === null ? Number.NaN : (value as number));
  return new Tensor(
    'float32',
    Float32Array.from(records, (record) => number(record[name])),
    dims,
  );
}

/** The way back: what the prediction log keeps of a request that came as tensors. */
export function feedsToRecords(features: readonly Feature[], feeds: Tensors, rows: number): RawRecord[] {
  const columns = features.map((feature) => [feature.name, feeds[feature.name]!.data] as const);
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, data]) => [name, rawValue(data[row]!)])),
  );
}

function rawValue(value: string | number | bigint): string | number | null {
  if (typeof value === 'bigint') return value === MISSING_INT64 ? null : Number(value);
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  return value === MISSING_TEXT ? null : value;
}
