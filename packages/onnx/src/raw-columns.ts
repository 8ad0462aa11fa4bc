import type { Feature } from '@flywheel/contracts';
import { TENSOR_TYPES } from './proto.ts';
import { float, float32, int64, type GraphBuilder } from './graph-builder.ts';

/** How a missing value travels: int64 has no NaN, so its least value stands for it, which no hard range can hold. */
export const MISSING_INT64 = -(2n ** 63n);
export const MISSING_TEXT = '';

/** The model's raw inputs and the ways in which a graph reads them. Every column is shape [rows, 1]. */
export interface RawColumns {
  /** float32, NaN where missing. */
  numeric: (feature: string) => string;
  /** float32 index into `categories`, -1 where missing or unseen. */
  code: (feature: string, categories: readonly string[]) => string;
  /** int64 index into `categories`, `categories.length` where missing or unseen. */
  rowIndex: (feature: string, categories: readonly string[]) => string;
}

export function rawColumns(graph: GraphBuilder, features: readonly Feature[]): RawColumns {
  const declared = new Map(features.map((feature) => [feature.name, feature]));
  const require = (name: string, kind: Feature['kind']): Feature => {
    const feature = declared.get(name);
    if (feature?.kind !== kind)
      throw new TypeError(
        `the model reads ${kind} feature "${name}", declared is ${feature?.kind ?? 'no such feature'}`,
      );
    return feature;
  };
  return {
    numeric: (name) => {
      const feature = require(name, 'numeric');
      return feature.kind === 'numeric' && feature.dtype === 'int64' ? wholeNumber(graph, name) : name;
    },
    code: (name, categories) => {
      require(name, 'categorical');
      return labelEncoder(graph, name, categories, 'float');
    },
    rowIndex: (name, categories) => {
      require(name, 'categorical');
      return labelEncoder(graph, name, categories, 'int64');
    },
  };
}

/** float32 of an int64 input, NaN in place of the marker for missing. */
function wholeNumber(graph: GraphBuilder, name: string): string {
  const marker = graph.constant(`${name}_missing_marker`, int64([MISSING_INT64], []));
  const missing = graph.node('Equal', [name, marker], `${name}_is_missing`);
  const value = graph.node('Cast', [name], `${name}_float`, { attributes: { to: TENSOR_TYPES.float } });
  const nothing = graph.constant(`${name}_nan`, float32([Number.NaN], []));
  return graph.node('Where', [missing, nothing, value], `${name}_number`);
}

function labelEncoder(
  graph: GraphBuilder,
  name: string,
  categories: readonly string[],
  codes: 'float' | 'int64',
): string {
  if (categories.includes(MISSING_TEXT))
    throw new RangeError(`feature "${name}" has the category "", which stands for a missing value`);
  // The operator wants at least one key. A NUL never arrives: servers refuse it.
  const keys = categories.length === 0 ? ['\0'] : [...categories];
  const values = keys.map((_, code) => code);
  return graph.node('LabelEncoder', [name], `${name}_code`, {
    domain: 'ai.onnx.ml',
    attributes: {
      keys_strings: keys,
      ...(codes === 'float'
        ? { values_floats: Float32Array.from(values), default_float: float(-1) }
        : { values_int64s: values, default_int64: categories.length }),
    },
  });
}
