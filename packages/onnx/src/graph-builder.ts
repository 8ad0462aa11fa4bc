import {
  TENSOR_TYPES,
  type AttributeMessage,
  type NodeMessage,
  type TensorMessage,
  type ValueInfoMessage,
  type TensorType,
} from './proto.ts';

export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | Uint8Array | BigInt64Array;
}

/** number: int, list: ints or strings, Float32Array: floats, `float()`: float. */
type AttributeValue =
  number | readonly number[] | readonly string[] | Float32Array | Tensor | { readonly float: number };

const ATTRIBUTE_TYPES = { float: 1, int: 2, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;
const utf8 = new TextEncoder();

/**
 * Collects nodes and constants of one graph. Every method that adds something returns the name of the value it makes, so
 * that a graph reads as nested calls.
 */
export class GraphBuilder {
  readonly nodes: NodeMessage[] = [];
  readonly initializers: TensorMessage[] = [];

  /** Adds a node whose one output is called `output`. */
  node(
    opType: string,
    inputs: readonly string[],
    output: string,
    options: { attributes?: Record<string, AttributeValue>; domain?: 'ai.onnx.ml' } = {},
  ): string {
    const attributes = Object.entries(options.attributes ?? {});
    this.nodes.push({
      input: [...inputs],
      output: [output],
      name: `${output}/${opType}`,
      opType,
      ...(options.domain && { domain: options.domain }),
      attribute: attributes.map(([name, value]) => attribute(name, value)),
    });
    return output;
  }

  constant(name: string, tensor: Tensor): string {
    this.initializers.push({ ...tensorMessage(tensor), name });
    return name;
  }
}

/** A float attribute; a bare number would be an int. */
export const float = (value: number): { readonly float: number } => ({ float: value });

export const float32 = (values: Iterable<number>, dims?: readonly number[]): Tensor =>
  tensorOf('float', Float32Array.from(values), dims);
export const float64 = (values: Iterable<number>, dims?: readonly number[]): Tensor =>
  tensorOf('double', Float64Array.from(values), dims);
export const int64 = (values: readonly bigint[], dims?: readonly number[]): Tensor =>
  tensorOf('int64', BigInt64Array.from(values), dims);
export const uint8 = (values: Iterable<number>): Tensor => tensorOf('uint8', Uint8Array.from(values));

/** The shape [rows, ...dims] of an input or output, whose number of rows is open. */
export function valueInfo(name: string, type: TensorType, dims: readonly number[]): ValueInfoMessage {
  const shape = { dim: [{ dimParam: 'rows' }, ...dims.map((dimValue) => ({ dimValue }))] };
  return { name, type: { tensorType: { elemType: TENSOR_TYPES[type], shape } } };
}

function tensorOf(type: TensorType, data: Tensor['data'], dims: readonly number[] = [data.length]): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length)
    throw new RangeError(`a tensor of shape [${dims.join(', ')}] cannot hold ${data.length} values`);
  return { type, dims, data };
}

/** ONNX wants little-endian bytes, which is what every platform that Node runs on has. */
function tensorMessage({ type, dims, data }: Tensor): TensorMessage {
  return {
    dims: [...dims],
    dataType: TENSOR_TYPES[type],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function attribute(name: string, value: AttributeValue): AttributeMessage {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPES.int, i: value };
  if (value instanceof Float32Array) return { name, type: ATTRIBUTE_TYPES.floats, floats: [...value] };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPES.float, f: value.float };
  if ('data' in value) return { name, type: ATTRIBUTE_TYPES.tensor, t: tensorMessage(value) };
  if (isTexts(value))
    return { name, type: ATTRIBUTE_TYPES.strings, strings: value.map((text) => utf8.encode(text)) };
  return { name, type: ATTRIBUTE_TYPES.ints, ints: [...value] };
}

function isTexts(values: readonly number[] | readonly string[]): values is readonly string[] {
  return typeof values[0] === 'string';
}
