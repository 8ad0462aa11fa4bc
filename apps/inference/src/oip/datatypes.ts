import type { Tensor } from 'onnxruntime-node';

/** Datatypes of the Open Inference Protocol that are carried here; FP16 has no form in JSON and is left out. */
export type Datatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP32'
  | 'FP64'
  | 'BYTES';

export type NumericArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;
export type TensorData = NumericArray | string[];

interface NumericType {
  ort: Tensor.Type;
  /** Bytes of one element, in memory and in a binary body. */
  bytes: number;
  create: (length: number) => NumericArray;
  /** Least and greatest value of an integer type. */
  range?: readonly [bigint, bigint];
}

const signed = (bits: bigint): readonly [bigint, bigint] => [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
const unsigned = (bits: bigint): readonly [bigint, bigint] => [0n, 2n ** bits - 1n];

export const NUMERIC_TYPES: Readonly<Record<Exclude<Datatype, 'BYTES'>, NumericType>> = {
  BOOL: { ort: 'bool', bytes: 1, create: (length) => new Uint8Array(length) },
  UINT8: { ort: 'uint8', bytes: 1, create: (length) => new Uint8Array(length), range: unsigned(8n) },
  UINT16: { ort: 'uint16', bytes: 2, create: (length) => new Uint16Array(length), range: unsigned(16n) },
  UINT32: { ort: 'uint32', bytes: 4, create: (length) => new Uint32Array(length), range: unsigned(32n) },
  UINT64: { ort: 'uint64', bytes: 8, create: (length) => new BigUint64Array(length), range: unsigned(64n) },
  INT8: { ort: 'int8', bytes: 1, create: (length) => new Int8Array(length), range: signed(8n) },
  INT16: { ort: 'int16', bytes: 2, create: (length) => new Int16Array(length), range: signed(16n) },
  INT32: { ort: 'int32', bytes: 4, create: (length) => new Int32Array(length), range: signed(32n) },
  INT64: { ort: 'int64', bytes: 8, create: (length) => new BigInt64Array(length), range: signed(64n) },
  FP32: { ort: 'float32', bytes: 4, create: (length) => new Float32Array(length) },
  FP64: { ort: 'float64', bytes: 8, create: (length) => new Float64Array(length) },
};

export const ortTypeOf = (datatype: Datatype): Tensor.Type =>
  datatype === 'BYTES' ? 'string' : NUMERIC_TYPES[datatype].ort;

const byOrtType = new Map<string, Datatype>([
  ['string', 'BYTES'],
  ...Object.entries(NUMERIC_TYPES).map(([name, { ort }]) => [ort, name as Datatype] as const),
]);

/** Undefined for a type that the protocol or this server does not carry. */
export const datatypeOf = (ortType: string): Datatype | undefined => byOrtType.get(ortType);
