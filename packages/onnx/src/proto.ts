import protobuf from 'protobufjs';

/** `TensorProto.DataType`, the ones that we write. */
export const TENSOR_TYPES = { float: 1, uint8: 2, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type TensorType = keyof typeof TENSOR_TYPES;

export interface TensorMessage {
  dims: number[];
  dataType: number;
  name?: string;
  rawData: Uint8Array;
}

export interface AttributeMessage {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorMessage;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
}

export interface NodeMessage {
  input: string[];
  output: string[];
  name: string;
  opType: string;
  domain?: string;
  attribute: AttributeMessage[];
}

export interface ValueInfoMessage {
  name: string;
  type: {
    tensorType: { elemType: number; shape: { dim: ({ dimValue: number } | { dimParam: string })[] } };
  };
}

export interface ModelMessage {
  irVersion: number;
  opsetImport: { domain: string; version: number }[];
  producerName: string;
  producerVersion: string;
  graph: {
    node: NodeMessage[];
    name: string;
    initializer: TensorMessage[];
    input: ValueInfoMessage[];
    output: ValueInfoMessage[];
  };
  metadataProps: { key: string; value: string }[];
}

type FieldSpec = [name: string, type: string, id: number, repeated?: 'repeated'];

const message = (...fields: FieldSpec[]): protobuf.IType => ({
  fields: Object.fromEntries(
    fields.map(([name, type, id, rule]) => [name, { type, id, ...(rule && { rule }) }]),
  ),
});

/** The part of onnx.proto (IR version 10) that we write; numbers are ONNX's. */
const root = protobuf.Root.fromJSON({
  nested: {
    Model: message(
      ['irVersion', 'int64', 1],
      ['producerName', 'string', 2],
      ['producerVersion', 'string', 3],
      ['graph', 'Graph', 7],
      ['opsetImport', 'OperatorSet', 8, 'repeated'],
      ['metadataProps', 'Entry', 14, 'repeated'],
    ),
    OperatorSet: message(['domain', 'string', 1], ['version', 'int64', 2]),
    Entry: message(['key', 'string', 1], ['value', 'string', 2]),
    Graph: message(
      ['node', 'Node', 1, 'repeated'],
      ['name', 'string', 2],
      ['initializer', 'Tensor', 5, 'repeated'],
      ['input', 'ValueInfo', 11, 'repeated'],
      ['output', 'ValueInfo', 12, 'repeated'],
    ),
    Node: message(
      ['input', 'string', 1, 'repeated'],
      ['output', 'string', 2, 'repeated'],
      ['name', 'string', 3],
      ['opType', 'string', 4],
      ['attribute', 'Attribute', 5, 'repeated'],
      ['domain', 'string', 7],
    ),
    Attribute: message(
      ['name', 'string', 1],
      ['f', 'float', 2],
      ['i', 'int64', 3],
      ['s', 'bytes', 4],
      ['t', 'Tensor', 5],
      ['floats', 'float', 7, 'repeated'],
      ['ints', 'int64', 8, 'repeated'],
      ['strings', 'bytes', 9, 'repeated'],
      ['type', 'int32', 20],
    ),
    Tensor: message(
      ['dims', 'int64', 1, 'repeated'],
      ['dataType', 'int32', 2],
      ['name', 'string', 8],
      ['rawData', 'bytes', 9],
    ),
    ValueInfo: message(['name', 'string', 1], ['type', 'Type', 2]),
    Type: message(['tensorType', 'TensorType', 1]),
    TensorType: message(['elemType', 'int32', 1], ['shape', 'Shape', 2]),
    Shape: message(['dim', 'Dimension', 1, 'repeated']),
    Dimension: message(['dimValue', 'int64', 1], ['dimParam', 'string', 2]),
  },
});
const modelType = root.lookupType('Model');

/** Serialised in the order of field numbers, so the same model gives the same bytes. */
export function encodeModel(model: ModelMessage): Uint8Array {
  return Uint8Array.from(modelType.encode(modelType.create(model)).finish());
}
