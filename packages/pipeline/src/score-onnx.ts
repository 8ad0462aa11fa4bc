import type { Feature } from '@flywheel/contracts';
import type { Column, Table } from '@flywheel/learn';
import { sliceRows } from '@flywheel/learn';
import { checkOnnx, MISSING_INT64, MISSING_TEXT } from '@flywheel/onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Large runs cost a third less a row; the signal is looked at between them, about twice a second. */
const ROWS_PER_RUN = 32_768;
const LARGEST_MODEL_BYTES = 512 * 1024 * 1024;

export interface OnnxScores {
  /** Probability of class 1, shape [rows]. */
  probabilities: Float64Array;
  /** 0 or 1, shape [rows]. */
  labels: Uint8Array;
}

/**
 * What an ONNX file of `toOnnx` answers for raw rows, computed with one thread, so that it is the same everywhere.
 * Only categories that the table itself lists reach the model as text; -1 is a missing value.
 */
export async function scoreOnnx({
  onnx,
  features,
  table,
  signal,
  onProgress,
}: {
  onnx: Uint8Array;
  features: readonly Feature[];
  table: Table;
  signal?: AbortSignal | undefined;
  onProgress?: ((fraction: number) => void) | undefined;
}): Promise<OnnxScores> {
  checkOnnx(onnx, { maxBytes: LARGEST_MODEL_BYTES });
  const session = await InferenceSession.create(onnx, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  try {
    const probabilities = new Float64Array(table.rows);
    const labels = new Uint8Array(table.rows);
    for (let start = 0; start < table.rows; start += ROWS_PER_RUN) {
      signal?.throwIfAborted();
      const batch = sliceRows(table, start, Math.min(start + ROWS_PER_RUN, table.rows));
      const answer = await session.run(feedsOf(batch, features));
      const pairs = answer['probabilities']!.data as Float32Array;
      const classes = answer['label']!.data as BigInt64Array;
      for (let row = 0; row < batch.rows; row++) {
        probabilities[start + row] = pairs[2 * row + 1]!;
        labels[start + row] = Number(classes[row]);
      }
      onProgress?.((start + batch.rows) / table.rows);
    }
    return { probabilities, labels };
  } finally {
    await session.release();
  }
}

function feedsOf(table: Table, features: readonly Feature[]): Record<string, Tensor> {
  return Object.fromEntries(
    features.map((feature) => [feature.name, tensorOf(feature, table.columns[feature.name]!)]),
  );
}

function tensorOf(feature: Feature, column: Column): Tensor {
  if (column.kind === 'categorical') {
    const { codes, categories } = column;
    const texts = Array.from(codes, (code) => categories[code] ?? MISSING_TEXT);
    return new Tensor('string', texts, [texts.length, 1]);
  }
  const { values } = column;
  if (feature.kind === 'numeric' && feature.dtype === 'float32')
    return new Tensor('float32', values, [values.length, 1]);
  const whole = BigInt64Array.from(values, (value) =>
    Number.isNaN(value) ? MISSING_INT64 : BigInt(Math.round(value)),
  );
  return new Tensor('int64', whole, [values.length, 1]);
}
