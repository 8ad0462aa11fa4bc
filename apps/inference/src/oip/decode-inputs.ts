import { Tensor } from 'onnxruntime-node';
import { invalidBinaryBody, invalidTensor } from '../errors.ts';
import type { TensorSpec } from '../model/tensor-spec.ts';
import { readBinaryData } from './binary-data.ts';
import { ortTypeOf, type TensorData } from './datatypes.ts';
import type { InferInput } from './infer-request.ts';
import { readJsonData } from './json-data.ts';

export interface DecodedInputs {
  feeds: Record<string, Tensor>;
  /** First dimension that all inputs with an open one share; 1 when the model has none. */
  rows: number;
}

/**
 * The request's inputs as tensors, each checked against what the model declares.
 * @param binary bytes that follow the JSON, null when nothing may follow
 * @throws INVALID_TENSOR or INVALID_BINARY_BODY
 */
export function decodeInputs(
  specs: readonly TensorSpec[],
  inputs: readonly InferInput[],
  binary: Uint8Array | null,
): DecodedInputs {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const feeds = new Map<string, Tensor>();
  const reader = createBlobReader(binary);
  for (const input of inputs) {
    const { name: tensor } = input;
    const spec = byName.get(tensor);
    const names = specs.map(({ name }) => name).join(', ');
    if (spec === undefined)
      throw invalidTensor({
        tensor: tensor || '""',
        received: 'an unknown input',
        expected: `one of ${names}`,
      });
    if (feeds.has(tensor))
      throw invalidTensor({ tensor, received: 'the input twice', expected: 'each input once' });
    checkDeclaration(spec, input);
    feeds.set(
      tensor,
      new Tensor(ortTypeOf(spec.datatype), readData(spec, input, reader) as never, input.shape),
    );
  }
  for (const { name: tensor, datatype, shape } of specs)
    if (!feeds.has(tensor))
      throw invalidTensor({
        tensor,
        received: 'nothing',
        expected: `an input ${datatype} of shape [${shape.join(', ')}]`,
      });
  reader.end();
  return { feeds: Object.fromEntries(feeds), rows: commonRows(specs, feeds) };
}

/** A column of shape [rows, 1] may also be sent as [rows]. */
function checkDeclaration(spec: TensorSpec, input: InferInput): void {
  const { name: tensor, datatype, shape } = spec;
  if (input.datatype !== datatype)
    throw invalidTensor({ tensor, received: `datatype ${input.datatype.slice(0, 40)}`, expected: datatype });
  if (shape.length === 2 && shape[1] === 1 && input.shape.length === 1) input.shape = [input.shape[0]!, 1];
  const fits =
    input.shape.length === shape.length &&
    shape.every((size, axis) => size === -1 || size === input.shape[axis]);
  if (!fits)
    throw invalidTensor({
      tensor,
      received: `shape [${input.shape.join(', ')}]`,
      expected: `[${shape.join(', ')}], -1 being open`,
    });
  if (input.shape.includes(0))
    throw invalidTensor({
      tensor,
      received: `shape [${input.shape.join(', ')}]`,
      expected: 'at least one row',
    });
}

function readData(spec: TensorSpec, input: InferInput, reader: BlobReader): TensorData {
  const { name: tensor, datatype } = spec;
  const count = input.shape.reduce((product, size) => product * size, 1);
  const size = input.parameters?.binary_data_size;
  if (size === undefined) return readJsonData(tensor, datatype, { data: input.data, count });
  if (input.data !== undefined)
    throw invalidTensor({ tensor, received: 'data and binary_data_size', expected: 'one of them' });
  return readBinaryData(tensor, datatype, { bytes: reader.take(tensor, size), count });
}

interface BlobReader {
  take: (tensor: string, size: unknown) => Uint8Array;
  /** Everything must have been taken. */
  end: () => void;
}

function createBlobReader(binary: Uint8Array | null): BlobReader {
  let at = 0;
  const length = binary?.length ?? 0;
  return {
    take: (tensor, size) => {
      if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
        throw invalidTensor({
          tensor,
          received: `binary_data_size ${String(size)}`,
          expected: 'a number of bytes',
        });
      if (binary === null || at + size > length)
        throw invalidTensor({
          tensor,
          received: `binary_data_size ${size} where ${length - at} bytes are left`,
          expected: 'as many bytes after the JSON, counted by Inference-Header-Content-Length',
        });
      at += size;
      return binary.subarray(at - size, at);
    },
    end: () => {
      if (at !== length)
        throw invalidBinaryBody({
          received: `${length - at} bytes that belong to no input`,
          expected: 'none',
        });
    },
  };
}

function commonRows(specs: readonly TensorSpec[], feeds: ReadonlyMap<string, Tensor>): number {
  const open = specs.filter((spec) => spec.shape[0] === -1);
  const rows = open.length === 0 ? 1 : feeds.get(open[0]!.name)!.dims[0]!;
  for (const { name: tensor } of open) {
    const own = feeds.get(tensor)!.dims[0]!;
    if (own !== rows)
      throw invalidTensor({ tensor, received: `${own} rows`, expected: `${rows}, as ${open[0]!.name} has` });
  }
  return rows;
}
