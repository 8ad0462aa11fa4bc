import { invalidTensor } from '../errors.ts';
import type { Tensors } from '../model/served-model.ts';
import type { TensorSpec } from '../model/tensor-spec.ts';
import { writeBinaryData } from './binary-data.ts';
import type { Datatype, NumericArray, TensorData } from './datatypes.ts';
import type { InferRequest } from './infer-request.ts';

export interface WantedOutput {
  spec: TensorSpec;
  isBinary: boolean;
}

/**
 * Which outputs are asked for, in the order of the request, and in which form.
 * @throws INVALID_TENSOR for an output that the model does not have
 */
export function wantedOutputs(
  specs: readonly TensorSpec[],
  request: Pick<InferRequest, 'outputs' | 'parameters'>,
): WantedOutput[] {
  const allBinary = request.parameters?.binary_data_output === true;
  if (request.outputs === undefined || request.outputs.length === 0)
    return specs.map((spec) => ({ spec, isBinary: allBinary }));
  return request.outputs.map(({ name, parameters }) => {
    const spec = specs.find((each) => each.name === name);
    if (spec === undefined)
      throw invalidTensor({
        tensor: name || '""',
        received: 'an unknown output',
        expected: `one of ${specs.map((each) => each.name).join(', ')}`,
      });
    const flag = parameters?.binary_data;
    return { spec, isBinary: flag === undefined ? allBinary : flag === true };
  });
}

export interface EncodedResponse {
  body: Buffer;
  /** Bytes of the JSON part, null when all of the body is JSON. */
  jsonBytes: number | null;
}

/** @param head fields of the answer besides `outputs` */
export function encodeResponse(
  head: Record<string, unknown>,
  wanted: readonly WantedOutput[],
  outputs: Tensors,
): EncodedResponse {
  const blobs: Uint8Array[] = [];
  const described = wanted.map(({ spec: { name, datatype }, isBinary }) => {
    const tensor = outputs[name]!;
    const data = tensor.data as TensorData;
    const described = { name, datatype, shape: tensor.dims };
    if (!isBinary) return { ...described, data: jsonData(datatype, data) };
    const blob = writeBinaryData(datatype, data);
    blobs.push(blob);
    return { ...described, parameters: { binary_data_size: blob.length } };
  });
  const json = Buffer.from(JSON.stringify({ ...head, outputs: described }));
  if (blobs.length === 0) return { body: json, jsonBytes: null };
  return { body: Buffer.concat([json, ...blobs]), jsonBytes: json.length };
}

/** Numbers as JSON; NaN and the infinities, which JSON does not have, become null. */
function jsonData(datatype: Datatype, data: TensorData): unknown[] {
  if (datatype === 'BYTES') return data as string[];
  if (datatype === 'BOOL') return Array.from(data as Uint8Array, (value) => value === 1);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Array.from(data, wholeNumber);
  return Array.from(data as Exclude<NumericArray, BigInt64Array | BigUint64Array>);
}

/** In Node since 22, in TypeScript's library not yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

function wholeNumber(value: bigint): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : rawJSON(String(value));
}
