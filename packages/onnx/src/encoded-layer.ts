import type { DenseModel, Encoding, LogisticModel } from '@flywheel/learn';
import { TENSOR_TYPES } from './proto.ts';
import { float64, int64, type GraphBuilder } from './graph-builder.ts';
import type { RawColumns } from './raw-columns.ts';

/**
 * Linear and dense models compute in float64, as the trainer does: a difference of large numbers (x - mean) keeps its
 * digits, and the graph agrees with the trainer far below the float32 of the answer.
 */
export function logisticLogits(graph: GraphBuilder, columns: RawColumns, model: LogisticModel): string {
  const weights = Float64Array.from(model.weights.flatMap((part) => [...part]));
  return firstLayer(graph, columns, {
    encodings: model.encodings,
    outputs: 1,
    weights,
    bias: [model.bias],
    name: 'logits',
  });
}

/** Everything of a dense net but the last sigmoid: logits, float64, shape [rows, 1]. */
export function denseLogits(graph: GraphBuilder, columns: RawColumns, model: DenseModel): string {
  const last = model.layers.length - 1;
  if (model.layers[last]?.outputs !== 1 || model.layers[last].activation !== 'sigmoid')
    throw new TypeError('the last layer of a dense model has one unit with a sigmoid');
  return model.layers.reduce((input, layer, index) => {
    const name = index === last ? 'logits' : `layer${index + 1}`;
    const sum =
      index === 0
        ? firstLayer(graph, columns, { ...layer, encodings: model.encodings, name })
        : graph.node(
            'Gemm',
            [
              input,
              graph.constant(`${name}_weights`, float64(layer.weights, [layer.inputs, layer.outputs])),
              graph.constant(`${name}_bias`, float64(layer.bias)),
            ],
            name,
          );
    if (index === last) return sum;
    return graph.node(layer.activation === 'relu' ? 'Relu' : 'Sigmoid', [sum], `${name}_activation`);
  }, '');
}

interface FirstLayer {
  encodings: readonly Encoding[];
  outputs: number;
  /** Shape [encoded columns, outputs], row-major. */
  weights: Float32Array | Float64Array;
  bias: Iterable<number>;
  name: string;
}

/**
 * encoded x W + b, shape [rows, outputs]. One-hot times a matrix is a row of that matrix, so a categorical feature is a
 * lookup in its rows of W, with a last row of zeros for missing and unseen values, and the wide one-hot is never made.
 */
function firstLayer(graph: GraphBuilder, columns: RawColumns, layer: FirstLayer): string {
  const { outputs, weights, name } = layer;
  const width = layer.encodings.reduce((sum, encoding) => sum + widthOf(encoding), 0);
  if (width * outputs !== weights.length)
    throw new RangeError(
      `${width} encoded columns and ${outputs} outputs do not fit ${weights.length} weights`,
    );
  const terms: string[] = [];
  const numeric: { encoding: Encoding & { kind: 'numeric' }; row: number }[] = [];
  let row = 0;
  for (const encoding of layer.encodings) {
    if (encoding.kind === 'numeric') {
      numeric.push({ encoding, row });
      row += 1;
      continue;
    }
    const size = widthOf(encoding);
    const rows = weights.subarray(row * outputs, (row + size) * outputs);
    terms.push(lookup(graph, columns, { encoding, rows, outputs }));
    row += size;
  }
  if (numeric.length > 0) {
    const rows = numeric.flatMap((each) => [
      ...weights.subarray(each.row * outputs, (each.row + 1) * outputs),
    ]);
    const scaled = scale(
      graph,
      columns,
      numeric.map((each) => each.encoding),
    );
    const matrix = graph.constant(`${name}_numeric_weights`, float64(rows, [numeric.length, outputs]));
    terms.push(graph.node('MatMul', [scaled, matrix], `${name}_numeric`));
  }
  const bias = graph.constant(`${name}_bias`, float64(layer.bias, [1, outputs]));
  return graph.node('Sum', [...terms, bias], name);
}

/** Columns that an encoding fills. */
function widthOf(encoding: Encoding): number {
  return encoding.kind === 'numeric' ? 1 : encoding.categories.length;
}

/** (x or fill, minus mean) / std of all numeric columns, float64, shape [rows, columns]. */
function scale(
  graph: GraphBuilder,
  columns: RawColumns,
  encodings: readonly (Encoding & { kind: 'numeric' })[],
): string {
  const parts = encodings.map((encoding) => columns.numeric(encoding.feature));
  const vector = (name: string, values: number[]): string =>
    graph.constant(`numeric_${name}`, float64(values));
  const table = graph.node('Concat', parts, 'numeric_table', { attributes: { axis: 1 } });
  const wide = graph.node('Cast', [table], 'numeric_wide', { attributes: { to: TENSOR_TYPES.double } });
  const missing = graph.node('IsNaN', [wide], 'numeric_is_missing');
  const fill = vector(
    'fill',
    encodings.map((encoding) => encoding.fill),
  );
  const filled = graph.node('Where', [missing, fill, wide], 'numeric_filled');
  const mean = vector(
    'mean',
    encodings.map((encoding) => encoding.mean),
  );
  const centred = graph.node('Sub', [filled, mean], 'numeric_centred');
  const std = vector(
    'std',
    encodings.map((encoding) => encoding.std),
  );
  return graph.node('Div', [centred, std], 'numeric_scaled');
}

function lookup(
  graph: GraphBuilder,
  columns: RawColumns,
  part: { encoding: Encoding & { kind: 'categorical' }; rows: Float32Array | Float64Array; outputs: number },
): string {
  const { encoding, rows, outputs } = part;
  const { feature, categories } = encoding;
  const zeros = Array.from({ length: outputs }, () => 0);
  const index = columns.rowIndex(feature, categories);
  const table = graph.constant(
    `${feature}_weights`,
    float64([...rows, ...zeros], [categories.length + 1, outputs]),
  );
  const gathered = graph.node('Gather', [table, index], `${feature}_rows`);
  const shape = graph.constant(`${feature}_shape`, int64([-1n, BigInt(outputs)]));
  return graph.node('Reshape', [gathered, shape], `${feature}_term`);
}
