import { encodeTable, type EncodedTable } from '../encode.ts';
import type { DenseModel } from '../fitted-model.ts';
import { sigmoid } from '../sigmoid.ts';
import type { Table } from '../table.ts';

type Layer = DenseModel['layers'][number];

/** Probability of class 1 of each row, shape [rows]. A one-hot input of the first layer is one row of its weights. */
export function predictDense({ encodings, layers }: DenseModel, table: Table): Float64Array {
  const encoded = encodeTable(encodings, table);
  const [first, ...rest] = layers;
  if (!first) throw new TypeError('a dense model needs a layer');
  const probabilities = new Float64Array(table.rows);
  const outputs = layers.map((layer) => new Float64Array(layer.outputs));
  for (let row = 0; row < table.rows; row++) {
    firstLayer(encoded, row, first, outputs[0]!);
    rest.forEach((layer, index) => nextLayer(outputs[index]!, layer, outputs[index + 1]!));
    probabilities[row] = outputs.at(-1)![0]!;
  }
  return probabilities;
}

function firstLayer(
  { numeric, categorical }: EncodedTable,
  row: number,
  layer: Layer,
  out: Float64Array,
): void {
  out.set(layer.bias);
  for (const { input, values } of numeric) addRow(layer, input, values[row]!, out);
  for (const { first, positions } of categorical) {
    const position = positions[row]!;
    if (position >= 0) addRow(layer, first + position, 1, out);
  }
  activate(layer, out);
}

function nextLayer(inputs: Float64Array, layer: Layer, out: Float64Array): void {
  out.set(layer.bias);
  for (let input = 0; input < inputs.length; input++) {
    const value = inputs[input]!;
    if (value !== 0) addRow(layer, input, value, out);
  }
  activate(layer, out);
}

function addRow({ weights, outputs }: Layer, input: number, value: number, out: Float64Array): void {
  const start = input * outputs;
  for (let output = 0; output < outputs; output++) out[output]! += value * weights[start + output]!;
}

function activate({ activation }: Layer, out: Float64Array): void {
  for (let output = 0; output < out.length; output++)
    out[output] = activation === 'relu' ? Math.max(0, out[output]!) : sigmoid(out[output]!);
}
