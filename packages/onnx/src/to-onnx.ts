import type { Feature } from '@flywheel/contracts';
import type { FittedModel } from '@flywheel/learn';
import { denseLogits, logisticLogits } from './encoded-layer.ts';
import { float32, GraphBuilder, int64, valueInfo } from './graph-builder.ts';
import { encodeModel, TENSOR_TYPES } from './proto.ts';
import { rawColumns } from './raw-columns.ts';
import { treeLogits } from './tree-ensemble.ts';

export interface ToOnnxOptions {
  /** The declared features: one graph input each, in this order, used by the model or not. */
  features: readonly Feature[];
  /** Probability of class 1 from which the label is 1. */
  threshold: number;
  producerVersion?: string;
  /** Free text kept in the file, e.g. the dataset digest. */
  metadata?: Readonly<Record<string, string>>;
}

/** What the file is made for; ONNX Runtime and other runtimes refuse newer ones than they know. */
const IR_VERSION = 10;
const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'ai.onnx.ml', version: 5 },
];

/**
 * The model as an ONNX file that takes raw feature values, so training and serving cannot disagree about preprocessing.
 * Inputs: one per feature, shape [rows, 1], int64, float or string; missing is `MISSING_INT64`, NaN or "".
 * Outputs: `label` int64 [rows]; `probabilities` float [rows, 2], of class 0 and class 1.
 * The same arguments give the same bytes.
 */
export function toOnnx(model: FittedModel, options: ToOnnxOptions): Uint8Array {
  const { features, threshold, producerVersion = '', metadata = {} } = options;
  const graph = new GraphBuilder();
  addOutputs(graph, addProbability(graph, model, features), threshold);
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: 'flywheel',
    producerVersion,
    opsetImport: OPSETS,
    graph: {
      name: model.kind,
      node: graph.nodes,
      initializer: graph.initializers,
      input: features.map((feature) => valueInfo(feature.name, inputType(feature), [1])),
      output: [valueInfo('label', 'int64', []), valueInfo('probabilities', 'float', [2])],
    },
    metadataProps: Object.entries(metadata)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  });
}

/** The ONNX type of a feature's raw input. */
export function inputType(feature: Feature): 'int64' | 'float' | 'string' {
  if (feature.kind === 'categorical') return 'string';
  return feature.dtype === 'int64' ? 'int64' : 'float';
}

/** Probability of class 1, float32, shape [rows, 1]. */
function addProbability(graph: GraphBuilder, model: FittedModel, features: readonly Feature[]): string {
  if (model.kind === 'constant') return sameForAll(graph, model.probability, features);
  if (model.kind === 'trees') {
    if (model.trees.length === 0) return sameForAll(graph, 1 / (1 + Math.exp(-model.bias)), features);
    return graph.node('Sigmoid', [treeLogits(graph, rawColumns(graph, features), model)], 'probability');
  }
  if (model.encodings.length === 0) throw new RangeError(`a ${model.kind} model needs at least one encoding`);
  const columns = rawColumns(graph, features);
  const logits =
    model.kind === 'logistic' ? logisticLogits(graph, columns, model) : denseLogits(graph, columns, model);
  const wide = graph.node('Sigmoid', [logits], 'probability_wide');
  return graph.node('Cast', [wide], 'probability', { attributes: { to: TENSOR_TYPES.float } });
}

/** One number repeated for as many rows as the first input has. */
function sameForAll(graph: GraphBuilder, probability: number, features: readonly Feature[]): string {
  const rows = graph.node('Shape', [features[0]!.name], 'rows_shape');
  return graph.node(
    'Expand',
    [graph.constant('base_rate', float32([probability], [1, 1])), rows],
    'probability',
  );
}

function addOutputs(graph: GraphBuilder, probability: string, threshold: number): void {
  const one = graph.constant('one', float32([1], []));
  const other = graph.node('Sub', [one, probability], 'probability_of_0');
  graph.node('Concat', [other, probability], 'probabilities', { attributes: { axis: 1 } });
  const axis = graph.constant('class_axis', int64([1n]));
  const flat = graph.node('Squeeze', [probability, axis], 'probability_flat');
  const limit = graph.constant('threshold', float32([threshold], []));
  const isOne = graph.node('GreaterOrEqual', [flat, limit], 'is_class_1');
  graph.node('Cast', [isOne], 'label', { attributes: { to: TENSOR_TYPES.int64 } });
}
